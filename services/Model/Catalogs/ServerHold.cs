namespace Ringback.Model.Catalogs;

/// <summary>A time server that told one region to ask it less, or not at all (kiss-o'-death, RFC 5905 §7.4): all obey.</summary>
/// <param name="Host">As in the check.</param>
/// <param name="Port">Of the first question: of the key establishment where there is one.</param>
/// <param name="Since">When it said so last.</param>
/// <param name="Interval">Least time from question to question of one region.</param>
public sealed record ServerHold(string Host, int Port, Instant Since, TimeSpan Interval);
