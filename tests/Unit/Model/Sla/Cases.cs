using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>How many random cases a property of the rules is tried on: <c>PROPERTY_CASES</c>, 10,000 unless said.</summary>
/// <remarks>
/// Classes named <c>…Properties</c> hold the rules against an oracle; those on timelines try ten times as many cases
/// together. <c>make soak</c> runs them alone, with more cases, and adds up what <c>PROPERTY_REPORT</c> says was tried.
/// </remarks>
internal static class Cases
{
    private static readonly Lock Writing = new();

    public static long Count { get; } =
        long.TryParse(
            Environment.GetEnvironmentVariable("PROPERTY_CASES"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        )
            ? count
            : 10_000;

    /// <summary>Tries a property on all cores, on a share or a multiple of the cases, and reports how many were tried.</summary>
    public static void Try<T>(
        this Gen<T> gen,
        double share,
        Action<T> property,
        [CallerMemberName] string name = "",
        [CallerFilePath] string file = ""
    )
    {
        var tried = 0L;
        var began = Stopwatch.GetTimestamp();
        gen.Sample(
            value =>
            {
                property(value);
                Interlocked.Increment(ref tried);
            },
            iter: (long)(Count * share)
        );
        if (Environment.GetEnvironmentVariable("PROPERTY_REPORT") is not { Length: > 0 } report)
            return;

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        lock (Writing)
        {
            File.AppendAllText(
                report,
                FormattableString.Invariant(
                    $"{tried}\t{seconds:0.0}\t{Path.GetFileNameWithoutExtension(file)}.{name}\n"
                )
            );
        }
    }

    /// <summary>As xUnit's own, whose way to find a difference costs more than the rules do: it is gone where there is one.</summary>
    public static void AssertSame<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        if (!expected.SequenceEqual(actual))
            Assert.Equal(expected, actual);
    }
}
