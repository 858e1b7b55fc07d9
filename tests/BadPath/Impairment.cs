namespace Ringback.Tests.BadPath;

/// <summary>What a path does to the datagrams of one way. By default nothing.</summary>
internal sealed record Impairment
{
    public static Impairment None { get; } = new();

    /// <summary>Chance that a datagram is dropped.</summary>
    public double Loss { get; init; }

    /// <summary>Chance that a second copy follows at once.</summary>
    public double Duplication { get; init; }

    /// <summary>Chance that a datagram is overtaken by the next one.</summary>
    public double Reordering { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>Added to the delay: anything from zero to this, evenly spread. It changes no order.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bits per second of UDP payload that the path carries; null for any rate.</summary>
    public double? BitRate { get; init; }

    /// <summary>The longest that a datagram waits for its turn at that rate; one that would wait longer is dropped.</summary>
    public TimeSpan LongestQueue { get; init; } = TimeSpan.FromMilliseconds(50);
}
