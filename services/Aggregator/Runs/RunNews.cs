using Ringback.Model.Results;

namespace Ringback.Aggregator.Runs;

/// <summary>Who brings run requests to the workers: the bus, or where all is one process the process itself.</summary>
internal sealed class RunNews
{
    private volatile Func<RunRequest, string, CancellationToken, Task>? _tell;

    /// <param name="tell">Gets a request and its region; it throws where nobody heard it.</param>
    public void Subscribe(Func<RunRequest, string, CancellationToken, Task> tell) => _tell = tell;

    /// <summary>Null until somebody listens: requests wait.</summary>
    public Func<RunRequest, string, CancellationToken, Task>? Teller => _tell;
}
