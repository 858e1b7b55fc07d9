namespace Ringback.Tests.BadPath;

/// <summary>Says of each datagram in turn what becomes of it: the same for the same seed, whenever it comes.</summary>
internal sealed class ImpairmentDice(Impairment impairment, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Always as many throws, so that one setting does not change the fate by another.</summary>
    public Fate Next()
    {
        var (loss, copy, order, late) = (
            _random.NextDouble(),
            _random.NextDouble(),
            _random.NextDouble(),
            _random.NextDouble()
        );
        return new Fate(
            IsLost: loss < impairment.Loss,
            IsDoubled: copy < impairment.Duplication,
            IsOvertaken: order < impairment.Reordering,
            Delay: impairment.Delay + (late * impairment.Jitter)
        );
    }

    public readonly record struct Fate(bool IsLost, bool IsDoubled, bool IsOvertaken, TimeSpan Delay);
}
