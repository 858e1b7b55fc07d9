using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What correlators rely on when they say why.</summary>
public abstract class CausesContract : CorrelationSetting
{
    [Fact]
    public async Task Failures_are_runs_that_were_down_or_degraded_and_not_manual_in_order()
    {
        await StoreAsync(
            Failed(3, Outcome.Down),
            Failed(1, Outcome.Degraded),
            Failed(2, Outcome.Unknown),
            Failed(2, Outcome.Down) with
            {
                Trigger = Trigger.Manual,
            },
            Failed(3, Outcome.Down) with
            {
                Trigger = Trigger.Confirm,
                Reason = Reason.ConnectionRefused,
            },
            Failed(4, Outcome.Down),
            Up("pbx", 5),
            Failed(0, Outcome.Down)
        );
        await OpenAsync(Of(Web, 1));
        await using var correlation = await CorrelateAsync();
        var view = new View(Pbx, Prague);

        var failures = await correlation.Causes.FailuresAsync(
            new Dictionary<View, Window> { [view] = new(Minute(1), Minute(4)), [new(Web, Prague)] = Window.Always },
            Cancel
        );

        Assert.Equal([view], failures.Select(each => each.Key));
        Assert.Equal(
            [(Minute(1), Reason.Timeout), (Minute(3), Reason.Timeout), (Minute(3), Reason.ConnectionRefused)],
            failures[view].Select(each => (each.ScheduledAt, each.Reason))
        );
    }

    [Fact]
    public async Task Causes_are_replaced_from_an_hour_on_trimmed_to_a_stretch_and_forgotten()
    {
        var ids = await OpenAsync(Of(Pbx, 0), OfCalls(0));
        await DoAsync(causes => WriteAsync(causes, ids[0], 0, 0, 60, 120));
        await DoAsync(causes => WriteAsync(causes, ids[1], 0, 0, 60));
        await DoAsync(causes => WriteAsync(causes, ids[0], 60, 120, 180));
        Assert.Equal([(ids[0], 0), (ids[0], 120), (ids[0], 180), (ids[1], 0), (ids[1], 60)], await StoredAsync());
        Assert.Equal(Cause(120), (await Door.CausesAsync())[1].Cause);

        await DoAsync(causes => causes.TrimAsync([Stretch(60, 180)], Cancel));
        await DoAsync(causes => causes.ForgetAsync([ids[1]], Cancel));
        Assert.Equal([(ids[0], 120)], await StoredAsync());

        await DoAsync(causes => causes.TrimAsync([Stretch(179, 180)], Cancel));
        Assert.Equal([(ids[0], 120)], await StoredAsync());

        SubjectIncident Stretch(int from, int to) => new(ids[0], Pbx, null, null, new Window(Minute(from), Minute(to)));

        static Task WriteAsync(ICauseLedger causes, long incident, int from, params int[] hours) =>
            causes.WriteAsync(
                [(incident, new View(Pbx, Prague), Minute(from))],
                [.. hours.Select(hour => (incident, Cause(hour)))],
                Cancel
            );

        async Task DoAsync(Func<ICauseLedger, Task> work)
        {
            await OpenAsync(Of(Web, 0));
            await using var correlation = await CorrelateAsync();
            await work(correlation.Causes);
            await correlation.CommitAsync(Minute(90), [], Cancel);
        }

        async Task<IEnumerable<(long, int)>> StoredAsync() =>
            (await Door.CausesAsync()).Select(each =>
                (each.Incident, (int)(each.Cause.Where.Hour - Noon).TotalMinutes)
            );
    }

    [Fact]
    public async Task The_horizon_is_where_days_were_sealed()
    {
        await Door.Retention.SealAsync(Minute(-120), Cancel);
        await OpenAsync(Of(Pbx, 1));
        await using var correlation = await CorrelateAsync();

        Assert.Equal(Minute(-120), await correlation.Causes.HorizonAsync(Cancel));
    }

    private static Cause<(int, short, Instant)> Cause(int minute) =>
        new((Pbx, Prague, Minute(minute)), CauseLayer.Tcp, Reason.Timeout, 2, Minute(minute + 1), Minute(minute + 2));

    private static ProbeResult Failed(int minute, Outcome outcome) =>
        Up("pbx", minute) with
        {
            Outcome = outcome,
            Reason = Reason.Timeout,
        };
}
