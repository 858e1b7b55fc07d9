using Ringback.Model;
using Ringback.Store.Reads;

namespace Ringback.Api.Feeds;

/// <summary>How long components take to answer, since the start of yesterday (UTC); read anew every few minutes.</summary>
internal sealed class ResponseTimes(ResponseReads reads)
{
    private const decimal Percent = 95;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private (Instant At, IReadOnlyDictionary<int, TimeSpan> Times)? _latest;

    /// <returns>By the component's number, in what time 95 of 100 runs that were answered were over.</returns>
    public async Task<IReadOnlyDictionary<int, TimeSpan>> ReadAsync(
        int[] components,
        Instant now,
        CancellationToken cancel
    )
    {
        if (_latest is { } latest && latest.At <= now && now - latest.At < Kept)
            return latest.Times;

        var read = await reads.ReadAsync(components, now - Day, now, cancel);
        var times = read.ToDictionary(
            each => each.Key,
            each => TimeSpan.FromSeconds(each.Value.Percentile(Percent) ?? 0)
        );
        _latest = (now, times);
        return times;
    }
}
