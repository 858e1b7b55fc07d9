using System.Text.Json;
using Ringback.Model.Catalogs;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary><c>calls</c> has pbx and web, of which pbx is down from 12:03 to 12:06; <c>meetings</c> has web alone.</summary>
public sealed class ComponentsTests(ComponentsTests.Shared shared, LabFixture lab)
    : IClassFixture<ComponentsTests.Shared>
{
    private const string Window = "from=2026-10-05T12:00:00Z&to=2026-10-05T12:10:00Z";
    private readonly ApiServer _api = shared.Server;

    [Fact]
    public async Task A_component_is_as_good_as_the_worst_of_its_targets_at_each_instant()
    {
        var listed = (await _api.GetAsync($"/v1/components?{Window}")).GetProperty("components");

        Assert.Equal(["calls", "meetings"], Ids(listed));
        var calls = listed[0];
        Assert.Equal("Telephony", calls.GetProperty("description").GetString());
        Assert.Equal("up", calls.GetProperty("verdict").GetString());
        Assert.Equal(At(6).ToString(), calls.GetProperty("verdict_since").GetString());
        Assert.Equal("[\"pbx\",\"web\"]", calls.GetProperty("targets").GetRawText());
        Assert.Equal(180, calls.GetProperty("down_seconds").GetDecimal());
        Assert.Equal(600, calls.GetProperty("measured_seconds").GetDecimal());
        Assert.Equal(0.7m, calls.GetProperty("availability").GetDecimal());
        Assert.Equal(1, listed[1].GetProperty("availability").GetDecimal());
    }

    [Fact]
    public async Task The_window_is_cut_into_pieces_that_add_up()
    {
        var calls = (await _api.GetAsync($"/v1/components?{Window}&resolution=minute&component=calls")).GetProperty(
            "components"
        )[0];

        var down = calls
            .GetProperty("series")
            .EnumerateArray()
            .Select(piece => piece.GetProperty("down_seconds").GetDecimal())
            .ToList();
        Assert.Equal([0, 0, 0, 60, 60, 60, 0, 0, 0, 0], down);
    }

    [Theory]
    [InlineData("component=meetings", "meetings")]
    [InlineData("kind=sip", "calls,meetings")]
    [InlineData("kind=ntp", "")]
    [InlineData("region=brno", "calls,meetings")]
    [InlineData("region=nowhere", "")]
    [InlineData("verdict=up", "calls,meetings")]
    [InlineData("verdict=down", "")]
    public async Task Filters_choose(string filter, string expected) =>
        Assert.Equal(
            expected,
            string.Join(',', Ids((await _api.GetAsync($"/v1/components?{filter}")).GetProperty("components")))
        );

    [Theory]
    [InlineData("kind=sip", 2)]
    [InlineData("kind=ntp", 0)]
    [InlineData("region=brno", 2)]
    [InlineData("verdict=down", 0)]
    [InlineData("component=meetings&verdict=up", 1)]
    public async Task Availability_is_listed_by_the_same_filters(string filter, int expected) =>
        Assert.Equal(
            expected,
            (await _api.GetAsync($"/v1/availability?{filter}")).GetProperty("targets").GetArrayLength()
        );

    [Fact]
    public async Task As_csv_each_is_a_row()
    {
        var csv = await _api.Http.GetStringAsync(
            $"/v1/components?{Window}&format=csv",
            TestContext.Current.CancellationToken
        );

        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith(
            "id,name,verdict,verdict_since,targets,from,to,as_of,availability",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith("calls,Calls,up,", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/targets?reason=timeout", "reason")]
    [InlineData("/v1/targets?verdikt=up", "verdikt")]
    [InlineData("/v1/incidents?targets=pbx", "targets")] // the name of a service, and of no parameter
    [InlineData("/v1/targets/pbx?id=web", "id")]
    [InlineData("/v1/regions?region=brno", "region")]
    public async Task A_parameter_that_is_not_known_is_refused_and_not_answered_with_everything(
        string path,
        string name
    )
    {
        var problem = await _api.GetAsync(path, System.Net.HttpStatusCode.BadRequest);

        Assert.Equal(name, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Announced_work_is_listed_of_a_component_or_a_target()
    {
        await using var api = await ApiServer.StartAsync(
            lab,
            Samples.Catalog() with
            {
                Components =
                [
                    new Component("calls", "Calls", null, ["pbx"]),
                    new Component("meetings", "Meetings", null, ["web"]),
                ],
                Maintenance =
                [
                    new MaintenanceWindow("cables", "Cables", new OneOff(At(60), At(70)), [], ["calls"]),
                    new MaintenanceWindow("paint", "Paint", new OneOff(At(60), At(70)), ["web"], []),
                ],
            }
        );

        Assert.Equal(["cables"], await WorkAsync("component=calls"));
        Assert.Equal(["cables"], await WorkAsync("target=pbx"));
        Assert.Equal(["paint"], await WorkAsync("component=meetings"));
        Assert.Equal([], await WorkAsync("target=nobody"));

        async Task<IEnumerable<string>> WorkAsync(string filter) =>
            Ids((await api.GetAsync($"/v1/maintenance-windows?{filter}")).GetProperty("maintenance_windows"));
    }

    private static IEnumerable<string> Ids(JsonElement list) =>
        list.EnumerateArray().Select(each => each.GetProperty("id").GetString()!);

    public sealed class Shared(LabFixture lab) : OutageApi(lab)
    {
        private protected override Catalog Catalog =>
            Samples.Catalog() with
            {
                Components =
                [
                    new Component("calls", "Calls", "Telephony", ["pbx", "web"]),
                    new Component("meetings", "Meetings", null, ["web"]),
                ],
            };
    }
}
