using Ringback.Model;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>Instants of one day, as people write them.</summary>
internal static class At
{
    /// <summary>Of 2026-11-23, UTC: <c>12:10</c> or <c>12:10:30.5</c>.</summary>
    public static Instant Day(string clock)
    {
        var seconds = clock.Count(c => c == ':') == 1 ? ":00" : "";
        Assert.True(Instant.TryParse($"2026-11-23T{clock}{seconds}Z", out var instant), clock);
        return instant;
    }
}
