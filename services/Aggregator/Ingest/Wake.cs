using System.Threading.Channels;

namespace Ringback.Aggregator.Ingest;

/// <summary>Tells the deriver of this process that something was touched; other processes find it by looking.</summary>
internal sealed class Wake
{
    private readonly Channel<bool> _touched = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

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
