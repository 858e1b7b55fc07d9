using System.Threading.Channels;

namespace Ringback.Aggregator.Ingest;

/// <summary>Tells the deriver of this process that something was touched; other processes find it by looking.</summary>
internal sealed class Wake
{
    private readonly Channel<bool> _touched = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Whether it was told since the last time that anybody waited, or asked to be told anew.</summary>
    public bool IsSet => _touched.Reader.Count > 0;

    /// <summary>Forgets what it was told so far.</summary>
    public void Reset() => _touched.Reader.TryRead(out _);

    public void Set() => _touched.Writer.TryWrite(true);

    /// <summary>Returns when told since the last time, or after <paramref name="patience"/>.</summary>
    public async Task WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancel)
    {
        using var enough = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
        try
        {
            await _touched.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nobody told: time to look all the same.
        }
    }
}
