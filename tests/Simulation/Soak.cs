namespace Ringback.Tests.Simulation;

internal static class Soak
{
    /// <summary>Told by <c>make soak</c>: take all the time it needs.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("RINGBACK_SOAK") is { Length: > 0 };
}
