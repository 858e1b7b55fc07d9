namespace Ringback.Model.Sla;

/// <summary>What happened to an incident, as far as those who are called care.</summary>
public enum IncidentTurn
{
    /// <summary>Also opened again after its end.</summary>
    Opened,

    /// <summary>A worse verdict than any before.</summary>
    Worsened,

    /// <summary>Anything else that is not told to them.</summary>
    Amended,

    /// <summary>Also withdrawn.</summary>
    Ended,
}

/// <summary>Whether an event is for the pager; feeds and log have all of them.</summary>
/// <param name="Flapping">The subject comes and goes: told once, then nothing until it is quiet.</param>
/// <param name="Thread">Id of the incident whose notification this belongs to: its own, or that of one shortly before.</param>
public readonly record struct Notification(bool Notify, bool Flapping, long Thread);

/// <summary>All that the past notifications of one subject say to the next.</summary>
/// <param name="Thread">Of the incident told last.</param>
/// <param name="Open">The incident that is told and not over; null where there is none.</param>
/// <param name="EndedAt">End of the one told last; null while it is open.</param>
/// <param name="TurnedAt">When it last became known that one opened or ended.</param>
/// <param name="Opened">When the openings of the last hour became known.</param>
public sealed record NotificationFold(
    long? Thread,
    long? Open,
    Instant? EndedAt,
    Instant? TurnedAt,
    IReadOnlyList<Instant> Opened,
    bool IsFlapping
)
{
    public static NotificationFold Quiet { get; } = new(null, null, null, null, [], false);

    /// <summary>Where later data united the open one with another, that one is the open one.</summary>
    public NotificationFold Merged(long incident, long into) => Open == incident ? this with { Open = into } : this;
}

/// <summary>Flapping is damped in notifications, never in the ledger.</summary>
/// <remarks>
/// An incident that was over, or that had begun more than 15 minutes ago, when it became known, and one that is part of a
/// larger one, calls nobody. One that opens within 10 minutes of the end of the one before belongs to the same
/// notification. After 3 openings within an hour the next is told as flapping, and then nothing of the subject until
/// nothing has opened or ended for 30 minutes, when it is told as over. So no hour has more than 5 openings told of one
/// subject, and whatever was told as open is told as over.
/// </remarks>
public static class NotificationRule
{
    private const int MostOpenings = 3;
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SameThread = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(30);

    /// <param name="before">Of the incident's subject.</param>
    /// <param name="window">Of the incident, as it is known now.</param>
    /// <param name="isPart">Of a larger incident, which is told.</param>
    /// <param name="now">When it became known.</param>
    public static (NotificationFold After, Notification Notification) After(
        NotificationFold before,
        IncidentTurn turn,
        long incident,
        Window window,
        bool isPart,
        Instant now
    )
    {
        if (turn == IncidentTurn.Opened && !isPart && window.To == Instant.MaxValue && now - window.From <= Late)
            return Open(before, incident, window, now);

        if (before.Open != incident)
            return (before, new Notification(false, before.IsFlapping, incident));

        var told = new Notification(
            !before.IsFlapping && turn is IncidentTurn.Worsened or IncidentTurn.Ended,
            before.IsFlapping,
            before.Thread!.Value
        );
        return turn == IncidentTurn.Ended
            ? (before with { Open = null, EndedAt = Instant.Min(window.To, now), TurnedAt = now }, told)
            : (before, told);
    }

    /// <summary>Whether what came and went is quiet at last, so that its notification is to be told as over.</summary>
    public static bool IsCalm(NotificationFold fold, Instant now) =>
        fold is { IsFlapping: true, Open: null, TurnedAt: { } turned } && now - turned >= Calm;

    private static (NotificationFold, Notification) Open(
        NotificationFold before,
        long incident,
        Window window,
        Instant now
    )
    {
        var isUntold = before.IsFlapping; // its end: the notification goes on
        if (before.TurnedAt is { } turned && now - turned >= Calm)
            before = before with { IsFlapping = false };

        IReadOnlyList<Instant> recent = [.. before.Opened.Where(at => now - at < Hour)];
        var isFlapping = before.IsFlapping || recent.Count >= MostOpenings;
        var thread =
            isUntold || before.Open is not null || (before.EndedAt is { } ended && window.From - ended < SameThread)
                ? before.Thread ?? incident
                : incident;
        return (
            new NotificationFold(thread, incident, null, now, [.. recent.TakeLast(MostOpenings - 1), now], isFlapping),
            new Notification(!before.IsFlapping, isFlapping, thread)
        );
    }
}
