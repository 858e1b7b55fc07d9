namespace Ringback.Model.Results;

/// <summary>How wrong a worker's wall clock is, as its time servers say.</summary>
/// <param name="Offset">How far it is ahead of theirs; negative where it is behind.</param>
/// <param name="Margin">Bound of the error of <paramref name="Offset"/>.</param>
/// <param name="Servers">How many have spoken in the last quarter of an hour.</param>
public sealed record ClockReading(TimeSpan Offset, TimeSpan Margin, int Servers)
{
    /// <summary>By more than this a worker's clock is worth a word to people.</summary>
    public static readonly TimeSpan MostSkew = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether it is surely wrong by more than <see cref="MostSkew"/>, whatever the error of the offset.</summary>
    public bool IsSkewed() => Offset.Duration() - Margin > MostSkew;
}
