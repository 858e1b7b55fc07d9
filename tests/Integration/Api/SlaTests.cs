using System.Text.Json;
using Ringback.Model.Catalogs;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>pbx is down from 12:03 to 12:06, watched from 12:00, complete to 12:10.</summary>
public sealed class SlaTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync(
            lab,
            Samples.Catalog() with
            {
                Calendars =
                [
                    new ServiceCalendar(
                        "office",
                        "Office",
                        "Europe/Prague",
                        new Dictionary<DayOfWeek, IReadOnlyList<HoursOfDay>>
                        {
                            [DayOfWeek.Monday] = [new HoursOfDay(14 * 60, (14 * 60) + 5)],
                        },
                        []
                    ),
                ],
                Objectives =
                [
                    Promise("month") with
                    {
                        Targets = ["pbx"],
                    },
                    Promise("office") with
                    {
                        Targets = ["pbx"],
                        ServiceHours = "office",
                    },
                    Promise("runs") with
                    {
                        Components = ["calls"],
                        Basis = ObjectiveBasis.SuccessRatio,
                        Window = TimeSpan.FromDays(1),
                    },
                ],
            }
        );
        await _api.Centre.SeedOutageAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_month_counts_what_was_measured_and_budgets_what_is_to_come()
    {
        var month = await ReadAsync("month");

        Assert.Equal("2026-09-30T22:00:00Z", month.GetProperty("from").GetString());
        Assert.Equal("2026-10-31T23:00:00Z", month.GetProperty("to").GetString());
        Assert.Equal((600, 180), (Number(month, "measured_seconds"), Number(month, "down_seconds")));
        // From noon of the 5th to the month's end there are 26 days and 11 hours: a thousandth of it, less 180 s.
        Assert.Equal((2286m, 2106m), (Number(month, "error_budget"), Number(month, "budget_remaining")));
        Assert.Equal("seconds", month.GetProperty("unit").GetString());
        Assert.Equal(JsonValueKind.Null, month.GetProperty("valid_runs").ValueKind);
    }

    [Fact]
    public async Task Service_hours_cut_every_window()
    {
        var office = await ReadAsync("office");

        // 14:00 to 14:05 in Prague is 12:00 to 12:05: two of the three minutes.
        Assert.Equal((300, 120), (Number(office, "measured_seconds"), Number(office, "down_seconds")));
    }

    [Fact]
    public async Task Runs_that_are_gone_still_count_by_the_hours_that_were_rolled_up()
    {
        _api.Centre.SetTime(At(90));
        await _api.Centre.Derivations.TouchDueAsync(At(90), TestContext.Current.CancellationToken);
        await _api.Centre.DeriveAsync();
        var before = await ReadAsync("runs");
        await _api.Centre.Database.RowsAsync("delete from result");
        await _api.Centre.Database.RowsAsync("update horizon set sealed_before = '2026-10-05T13:00:00Z'");
        _api.Centre.SetTime(At(91)); // an answer is kept for 15 seconds

        var after = await ReadAsync("runs");

        Assert.True(before.GetProperty("valid_runs").GetInt64() > 0);
        foreach (var figure in new[] { "valid_runs", "good_runs", "success_ratio", "error_budget" })
            Assert.Equal(before.GetProperty(figure).GetRawText(), after.GetProperty(figure).GetRawText());
    }

    [Fact]
    public async Task A_promise_of_runs_counts_runs_and_burns_by_them()
    {
        var runs = await ReadAsync("runs");

        // Ten whole minutes up to as_of, two targets, three regions; nine bad.
        Assert.Equal(
            (60, 51, 0.85m),
            (Number(runs, "valid_runs"), Number(runs, "good_runs"), Number(runs, "success_ratio"))
        );
        var hour = runs.GetProperty("burn")[0];
        Assert.Equal((14.4m, 150m), (Number(hour, "threshold"), Number(hour, "long_rate")));
        // The last five minutes, from 12:05 on: one minute of pbx, three of its runs of thirty.
        Assert.Equal(100m, Number(hour, "short_rate"));
        Assert.True(hour.GetProperty("fires").GetBoolean());
    }

    private static Objective Promise(string id) =>
        new()
        {
            Id = id,
            Goal = 0.999m,
            Zone = "Europe/Prague",
        };

    private async Task<JsonElement> ReadAsync(string id) =>
        (await _api.GetAsync("/v1/sla"))
            .GetProperty("objectives")
            .EnumerateArray()
            .Single(objective => objective.GetProperty("id").GetString() == id);

    private static decimal Number(JsonElement figures, string name) => figures.GetProperty(name).GetDecimal();
}
