using System.Diagnostics;

namespace Ringback.Tests.Integration.Store;

/// <summary>Counts the statements, or batches of them, that go to any server from within one flow of work.</summary>
internal sealed class StatementCount : IDisposable
{
    private readonly Activity _flow = new(nameof(StatementCount));
    private readonly ActivityListener _listener;
    private int _count;

    public StatementCount()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == _flow.TraceId ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.None,
            ActivityStarted = started =>
            {
                if (started.TraceId == _flow.TraceId)
                    Interlocked.Increment(ref _count);
            },
        };
        _flow.Start();
        ActivitySource.AddActivityListener(_listener);
    }

    public int Value => _count;

    public void Dispose()
    {
        _listener.Dispose();
        _flow.Stop();
    }
}
