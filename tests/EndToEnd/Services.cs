using Ringback.Cli.Lab;

namespace Ringback.Tests.EndToEnd;

/// <summary>The service processes of <c>ringback up --services</c>: servers of the lab like any other, and mortal.</summary>
internal sealed class Services(LoopbackLab lab)
{
    /// <summary>Workers that were killed: what the ledger may miss lies about these stretches.</summary>
    public List<(string Region, DateTimeOffset KilledAt, DateTimeOffset StartedAt)> KilledWorkers { get; } = [];

    /// <summary><c>kill -9</c>.</summary>
    /// <returns>When, by the wall clock that slots are told by.</returns>
    public DateTimeOffset Kill(string service)
    {
        var server = LoopbackLab.Open(lab.Folder).Servers.Single(each => each.Name == service);
        var process = ProcessMark.Read(server.ProcessFile);
        Assert.NotNull(process);
        var at = TimeProvider.System.GetUtcNow();
        process.Value.Send(Signal.KILL);
        return at;
    }

    public Task StartAsync(string service) =>
        LoopbackLab.Open(lab.Folder).ResumeAsync(service, TestContext.Current.CancellationToken);
}
