using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Statements;
using Ringback.Store.Objectives;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Api;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Store.Objectives;

/// <summary>pbx is down from 12:03 to 12:06, and in maintenance from 12:04 to 12:08.</summary>
public sealed class SubjectReadsTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly Window Hour = new(At(0), At(60));

    private Centre _centre = null!;

    public async ValueTask InitializeAsync()
    {
        var work = Samples.Catalog() with
        {
            Maintenance = [new("work", "Work", new OneOff(At(4), At(8)), ["pbx"], [])],
        };
        _centre = await Centre.StartAsync(lab, work);
        await _centre.SeedOutageAsync();
    }

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Theory]
    [InlineData("pbx", "", "0 Up, 3 Down, 4 Maintenance, 8 Up")]
    [InlineData("", "calls", "0 Up, 3 Down, 4 Up")]
    [InlineData("pbx", "calls", "0 Up, 3 Down, 4 Up")]
    [InlineData("pbx,web", "", "0 Up, 3 Down, 4 Up")]
    public async Task Told_is_the_timeline_and_beneath_it_is_the_one_without_maintenance(
        string targets,
        string components,
        string told
    )
    {
        var facts = await ReadAsync(targets, components);

        Assert.Equal(At(10), facts.Subject.AsOf);
        Assert.Equal(told, Told(facts.Subject.Verdicts));
        Assert.Equal("0 Up, 3 Down, 6 Up", Told(facts.Subject.Beneath));
        Assert.Equal([new Window(At(0), Instant.MaxValue)], facts.Subject.Maintenance.Alive);
        Assert.Equal([new Window(At(4), At(8))], facts.Subject.Maintenance.Any);
        Assert.Equal(targets == "pbx" && components == "" ? 1 : 0, facts.Subject.Maintenance.Whole.Count);
        Assert.Equal(targets == "pbx" && components == "" ? 1 : 2, facts.Targets.Count);
        Assert.Equal([new AnnouncedWork("work", "Work", At(4), At(8))], facts.Work);
        Assert.All(facts.Incidents, incident => Assert.Equal((At(3), At(4)), (incident.From, incident.To)));
        Assert.Contains(facts.Incidents, incident => incident.Subject is "pbx" or "calls");
    }

    [Fact]
    public async Task A_window_in_the_middle_has_the_values_of_its_start()
    {
        var facts = await ReadAsync("pbx", "", new Window(At(5), At(7)));

        Assert.Equal(Verdict.Maintenance, facts.Subject.Verdicts.At(At(5)));
        Assert.Equal(Verdict.Down, facts.Subject.Beneath.At(At(5)));
        Assert.Equal(Verdict.Up, facts.Subject.Beneath.At(At(6)));
        Assert.Empty(facts.Incidents);
    }

    [Fact]
    public async Task Of_nobody_there_is_nothing()
    {
        var facts = await ReadAsync("nobody", "");

        Assert.Empty(facts.Subject.Maintenance.Alive);
        Assert.Empty(facts.Targets);
        Assert.Empty(facts.Incidents);
        Assert.Empty(facts.Work);
    }

    private Task<SubjectFacts> ReadAsync(string targets, string components, Window? window = null) =>
        new SubjectReads(_centre.Database.Source).ReadAsync(
            new SubjectQuestion(Ids(targets), Ids(components), window ?? Hour, Beneath: true),
            Instant.Now(_centre.Time),
            TestContext.Current.CancellationToken
        );

    private static string[] Ids(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static string Told(StepFunction<Verdict> verdicts) =>
        string.Join(", ", verdicts.Changes.Select(change => $"{(change.At - At(0)).TotalMinutes} {change.Value}"));
}
