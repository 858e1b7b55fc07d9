namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>The source that most packets came from, other than ourselves.</summary>
internal static class MainSource
{
    /// <returns>Its packets in the order of arrival; none where all came from ourselves.</returns>
    public static IReadOnlyList<MediaArrival> Of(MediaRecord record) =>
        record
            .Arrivals.Where(arrival => arrival.Header.Ssrc != record.Stream.Ssrc)
            .GroupBy(arrival => arrival.Header.Ssrc)
            .MaxBy(source => source.Count())
            ?.ToList()
        ?? [];
}
