using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Objectives;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Api;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Store.Objectives;

/// <summary>pbx is down from 12:03 to 12:06, and in maintenance from 12:04 to 12:08.</summary>
public sealed class ObjectiveReadsTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly Window Hour = new(At(0), At(60));

    private Centre _centre = null!;

    public async ValueTask InitializeAsync()
    {
        var work = Samples.Catalog() with { Maintenance = [new("work", "Work", At(4), At(8), ["pbx"], [])] };
        _centre = await Centre.StartAsync(lab, work);
        await _centre.SeedOutageAsync();
    }

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task Members_are_the_timelines_that_are_told_and_beneath_them_are_those_without_maintenance()
    {
        var facts = await ReadAsync(["pbx"], ["calls"], beneath: true);

        Assert.Equal(At(10), facts.AsOf);
        Assert.Equal(
            ["0 Up, 3 Down, 4 Maintenance, 8 Up", "0 Up, 3 Down, 4 Up"],
            facts.Members.Select(member => Told(member.Verdicts))
        );
        Assert.Equal(
            ["0 Up, 3 Down, 6 Up", "0 Up, 3 Down, 6 Up"],
            facts.Beneath.Select(member => Told(member.Verdicts))
        );
        Assert.All(facts.Members, member => Assert.Equal([new Window(At(0), Instant.MaxValue)], member.Alive));
        Assert.Equal(["calls", "pbx"], facts.Incidents.Select(incident => incident.Subject).Order());
        Assert.All(facts.Incidents, incident => Assert.Equal(new Window(At(3), At(4)), incident.Window));
    }

    [Fact]
    public async Task A_window_in_the_middle_has_the_values_of_its_start()
    {
        var facts = await ReadAsync(["pbx"], ["calls"], beneath: true, new Window(At(5), At(7)));

        Assert.All(facts.Members.Take(1), member => Assert.Equal(Verdict.Maintenance, member.Verdicts.At(At(5))));
        Assert.All(facts.Beneath, member => Assert.Equal(Verdict.Down, member.Verdicts.At(At(5))));
        Assert.All(facts.Beneath, member => Assert.Equal(Verdict.Up, member.Verdicts.At(At(6))));
        Assert.Empty(facts.Incidents);
    }

    [Fact]
    public async Task Of_nobody_there_is_nothing()
    {
        var facts = await ReadAsync(["nobody"], [], beneath: true);

        Assert.Empty(facts.Members);
        Assert.Empty(facts.Beneath);
        Assert.Empty(facts.Incidents);
    }

    private Task<ObjectiveFacts> ReadAsync(
        string[] targets,
        string[] components,
        bool beneath,
        Window? window = null
    ) =>
        new ObjectiveReads(_centre.Database.Source).ReadAsync(
            new ObjectiveQuestion(targets, components, window ?? Hour, beneath),
            Instant.Now(_centre.Time),
            TestContext.Current.CancellationToken
        );

    private static string Told(StepFunction<Verdict> verdicts) =>
        string.Join(", ", verdicts.Changes.Select(change => $"{(change.At - At(0)).TotalMinutes} {change.Value}"));
}
