using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

public sealed class MaintenanceTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiServer.StartAsync(lab, Samples.Catalog());

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Windows_have_their_occurrences_and_what_edits_altered_of_the_past()
    {
        await ApplyAsync(Once(At(-30), At(-10)), Nights);
        await ApplyAsync(Once(At(-20), At(40)), Nights);

        var answer = await _api.GetAsync("/v1/maintenance-windows?from=2026-10-05T00:00:00Z&to=2026-10-08T00:00:00Z");
        Assert.Equal(
            """
            {"maintenance_windows":[{"id":"nights","title":"Nights","occurrences":[
            {"from":"2026-10-06T20:00:00Z","to":"2026-10-07T00:00:00Z","status":"upcoming","targets":[],"components":["calls"]},
            {"from":"2026-10-07T20:00:00Z","to":"2026-10-08T00:00:00Z","status":"upcoming","targets":[],"components":["calls"]}],
            "amendments":[]},
            {"id":"once","title":"Once","occurrences":[
            {"from":"2026-10-05T11:40:00Z","to":"2026-10-05T12:40:00Z","status":"active","targets":["pbx","web"],"components":[]}],
            "amendments":[{"catalog_version":"3","written_at":"2026-10-05T12:00:00Z",
            "before":[{"from":"2026-10-05T11:30:00Z","to":"2026-10-05T11:50:00Z","targets":["pbx","web"],"components":[]}],
            "after":[{"from":"2026-10-05T11:40:00Z","to":"2026-10-05T12:40:00Z","targets":["pbx","web"],"components":[]}]},
            {"catalog_version":"2","written_at":"2026-10-05T12:00:00Z","before":[],
            "after":[{"from":"2026-10-05T11:30:00Z","to":"2026-10-05T11:50:00Z","targets":["pbx","web"],"components":[]}]}]}],
            "next_cursor":null}
            """.ReplaceLineEndings(""),
            answer.GetRawText()
        );

        _api.Centre.SetTime(At(41));
        Assert.Equal("over", Occurrences(await _api.GetAsync("/v1/maintenance-windows"), "once")[0]);
        Assert.Equal(29, Occurrences(await _api.GetAsync("/v1/maintenance-windows"), "nights").Count);
    }

    [Fact]
    public async Task A_window_that_was_cancelled_still_tells_of_it()
    {
        await ApplyAsync(Once(At(-30), At(-10)));
        await ApplyAsync(Once(At(-30), At(-10)) with { Cancelled = true });

        var window = Assert.Single(
            (await _api.GetAsync("/v1/maintenance-windows")).GetProperty("maintenance_windows").EnumerateArray()
        );
        Assert.Equal(0, window.GetProperty("occurrences").GetArrayLength());
        Assert.Equal(2, window.GetProperty("amendments").GetArrayLength());
    }

    [Fact]
    public async Task All_pages_together_are_all_windows_and_none_twice()
    {
        await ApplyAsync([.. Enumerable.Range(100, 120).Select(i => Once(At(i), At(i + 1)) with { Id = $"work-{i}" })]);
        var ids = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await _api.GetAsync($"/v1/maintenance-windows{(cursor.Length > 0 ? $"?cursor={cursor}" : "")}");
            ids.AddRange(
                page.GetProperty("maintenance_windows")
                    .EnumerateArray()
                    .Select(each => each.GetProperty("id").GetString()!)
            );
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(Enumerable.Range(100, 120).Select(i => $"work-{i}"), ids);
    }

    [Fact]
    public async Task The_page_shows_what_is_under_way_and_what_is_to_come()
    {
        await ApplyAsync(
            Once(At(-20), At(40)) with
            {
                Title = "Move <b>now</b>",
            },
            Once(At(60 * 24 * 20), At(60 * 24 * 21)) with
            {
                Id = "far",
                Title = "Far ahead",
            },
            Nights
        );

        var page = await _api.Http.GetStringAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains(
            "Move &lt;b&gt;now&lt;/b&gt;</bdi></h3><span class=\"verdict\">Under way",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("Nights</bdi></h3><span class=\"verdict\">Planned", page, StringComparison.Ordinal);
        Assert.Contains("2026-10-06 22:00:00 &#x2B;02:00</time>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Far ahead", page, StringComparison.Ordinal);
    }

    private static List<string> Occurrences(JsonElement answer, string id) =>
        [
            .. answer
                .GetProperty("maintenance_windows")
                .EnumerateArray()
                .Single(window => window.GetProperty("id").GetString() == id)
                .GetProperty("occurrences")
                .EnumerateArray()
                .Select(occurrence => occurrence.GetProperty("status").GetString()!),
        ];

    private Task ApplyAsync(params MaintenanceWindow[] windows) =>
        _api.Centre.ApplyAsync(Samples.Catalog() with { Maintenance = windows });

    private static MaintenanceWindow Once(Instant from, Instant to) =>
        new("once", "Once", new OneOff(from, to), ["web", "pbx"], []);

    private static readonly MaintenanceWindow Nights = new(
        "nights",
        "Nights",
        new Recurring
        {
            Zone = "Europe/Prague",
            Days = [new RecurringDay(null, null)],
            Start = new TimeOnly(22, 0),
            Duration = TimeSpan.FromHours(4),
            First = new DateOnly(2026, 10, 6),
        },
        [],
        ["calls"]
    );
}
