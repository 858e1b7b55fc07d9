namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>A way to tell one receiver.</summary>
internal interface IChannel
{
    /// <summary>Under which it is remembered how far it was told.</summary>
    string Name { get; }

    /// <summary><c>webhook</c>, <c>pagerduty</c>, <c>mail</c>, <c>dapr</c> or <c>alertmanager</c>.</summary>
    string Kind { get; }

    /// <returns>What it said, in few words.</returns>
    /// <exception cref="RefusedException">It was not taken; later it may be.</exception>
    Task<string> SendAsync(Notice notice, CancellationToken cancel);
}

/// <summary>A receiver did not take it, or was not there.</summary>
/// <param name="message">Without anything secret: it is logged, and shown.</param>
/// <param name="isFinal">It would not take it later either.</param>
internal sealed class RefusedException(string message, bool isFinal = false) : Exception(message)
{
    public bool IsFinal => isFinal;
}
