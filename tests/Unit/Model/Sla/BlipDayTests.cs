using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class BlipDayTests
{
    private static readonly Instant Midnight = Instant.From(new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));

    private static readonly Gen<IReadOnlyList<Blip>> Days = Gen.OneOf(
            Gen.Long[0, 2_879].Select(place => 7_000_001 + (29_900_000 * place)).HashSet[0, 40],
            Gen.Long[0, 86_399_999_999].HashSet[0, 40]
        )
        .SelectMany(slots => Gen.Int[1, 9].Array[slots.Count].Select(counts => Blips(slots, counts)));

    [Fact]
    public void What_is_written_is_read_again() =>
        Days.Sample(blips =>
        {
            Assert.True(BlipDay.TryParse(Midnight, BlipDay.ToBytes(Midnight, blips), out var read));
            Assert.Equal(blips, read);
        });

    [Fact]
    public void One_failure_in_a_hundred_takes_some_two_bytes_each()
    {
        var random = new Random(1);
        var blips = Enumerable
            .Range(0, 2_880)
            .Where(_ => random.Next(100) == 0)
            .Select(place => new Blip(new Instant(Midnight.Microseconds + 7_000_001 + (30_000_000L * place)), 1))
            .ToList();

        Assert.InRange(BlipDay.ToBytes(Midnight, blips).Length, blips.Count, 16 + (2 * blips.Count));
    }

    [Fact]
    public void Noise_and_damage_are_refused_or_are_blips_of_that_day_in_order() =>
        Gen.Select(Days, Gen.Byte.Array[0, 60], Gen.Int[0, 500], Gen.Byte, Gen.Bool)
            .Sample(
                (blips, noise, at, value, isNoise) =>
                {
                    var bytes = isNoise ? noise : BlipDay.ToBytes(Midnight, blips);
                    if (bytes.Length > 0)
                        bytes[at % bytes.Length] = value;

                    if (!BlipDay.TryParse(Midnight, bytes, out var read))
                        return;

                    Assert.All(read, blip => Assert.Equal(5, blip.From.ToDateTimeOffset().Day));
                    Assert.All(read.Zip(read.Skip(1)), pair => Assert.True(pair.First.From < pair.Second.From));
                }
            );

    private static IReadOnlyList<Blip> Blips(HashSet<long> slots, int[] counts) =>
        [.. slots.Order().Zip(counts, (slot, count) => new Blip(new Instant(Midnight.Microseconds + slot), count))];
}
