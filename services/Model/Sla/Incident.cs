namespace Ringback.Model.Sla;

/// <summary>A maximal stretch of verdicts <c>down</c>, <c>partial</c> or <c>degraded</c> of one target or component.</summary>
/// <param name="OpenedAt">First instant of the stretch: back-dated to the first failed slot.</param>
/// <param name="ClosedAt">Exclusive; null while open.</param>
/// <param name="Severity">The worst verdict reached.</param>
public readonly record struct Incident(Instant OpenedAt, Instant? ClosedAt, Verdict Severity)
{
    public Window Window => new(OpenedAt, ClosedAt ?? Instant.MaxValue);
}
