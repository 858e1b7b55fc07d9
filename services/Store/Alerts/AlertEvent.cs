using Ringback.Model;
using Ringback.Model.Alerts;

namespace Ringback.Store.Alerts;

/// <summary>An event that somebody is to be called for: of an incident, or of an alert.</summary>
/// <param name="Id">In commit order, for ever its own: who gets it twice knows it by it.</param>
/// <param name="Kind">One of <c>EventKinds</c>.</param>
/// <param name="At">When it took place; <paramref name="WrittenAt"/>: when it became known.</param>
/// <param name="SubjectKind"><c>target</c>, <c>component</c>, <c>region</c> or <c>objective</c>; then its slug and what people call it.</param>
/// <param name="Body">JSON: verdict, flapping, and the notification that it belongs to.</param>
/// <param name="Alert">Null where it is of an incident.</param>
public sealed record AlertEvent(
    long Id,
    string Kind,
    Instant At,
    Instant WrittenAt,
    long? Incident,
    string SubjectKind,
    string Subject,
    string Name,
    string Body,
    KnownAlert? Alert
);

/// <summary>What a receiver is to be told now.</summary>
/// <param name="Tries">How often it was tried in vain.</param>
/// <param name="IsHeld">It was held back, by a silence that is over.</param>
/// <param name="Until">When it is given up; null where it was not tried yet.</param>
public sealed record DueAlert(AlertEvent Event, int Tries, bool IsHeld, Instant? Until);

/// <summary>An alert that stands, or stood.</summary>
/// <param name="ClosedAt">Null while it stands.</param>
public sealed record KnownAlert(long Id, Alert Alert, Instant OpenedAt, Instant? ClosedAt)
{
    /// <summary>Somebody asked not to be called for it, at the instant that it was read at.</summary>
    public bool IsSilenced { get; init; }
}

/// <summary>An incident that was told and is not over.</summary>
/// <param name="Notification">Id of the incident that it was first told as: one thread for those that come and go.</param>
public sealed record OpenAlert(
    long Incident,
    long Notification,
    string SubjectKind,
    string Subject,
    string Name,
    Instant OpenedAt,
    short Severity
);

/// <summary>A try to tell a receiver something.</summary>
/// <param name="Event">Null where it was a test.</param>
/// <param name="Asked">By a person: a test, or a replay.</param>
/// <param name="Try">From 1.</param>
/// <param name="Outcome"><c>taken</c>, <c>refused</c> (tried again later), <c>given_up</c> or <c>silenced</c>.</param>
/// <param name="Answer">What the receiver said, in its words, cut.</param>
public sealed record AlertDelivery(
    string Receiver,
    long? Event,
    bool Asked,
    Instant At,
    int Try,
    string Outcome,
    TimeSpan Took,
    string Answer
)
{
    public const string Taken = "taken";
    public const string Refused = "refused";
    public const string GivenUp = "given_up";
    public const string Silenced = "silenced";
}
