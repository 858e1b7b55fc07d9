using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Tests.Unit.Store.Results.Packing;

public sealed class PackedDayTests
{
    private static readonly Instant Midnight = Instant.From(new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>What a probe's body may be, and what none is.</summary>
    private static readonly Gen<byte[]> Bodies = Gen.Frequency(
        (6, ResultBodyTests.Some.Select(ResultBody.Pack)),
        (6, Gen.Select(Gen.Long[1_000, 9_000_000], Gen.Int[0, 400], Usual)),
        (1, Gen.Byte.Array[0, 40]),
        (1, Gen.Const(new byte[] { 0x10, 0x80, 0, 0, 0, 0, 0 })), // a number longer than it need be
        (1, Gen.Const(new byte[] { 0x10, 0, 0, 0, 0, 1, 3, 0x80, 0x89, 0x7A })) // a count in the form of ticks
    );

    private static readonly Gen<StoredRun> Runs = Gen.Select(
        Gen.OneOf(Gen.Long[0, 2_879].Select(place => place * 30_000_000), Gen.Long[0, 86_399_999_999]),
        Gen.Enum<Trigger>(),
        Gen.Enum<Outcome>(),
        Gen.Enum<Reason>().Select(Gen.Bool, (reason, isNone) => isNone ? (Reason?)null : reason),
        Gen.OneOf(Gen.Long[0, 4_000], Gen.Long[-1L << 50, 1L << 50]),
        Bodies,
        (slot, trigger, outcome, reason, late, body) =>
            new StoredRun(
                new Instant(Midnight.Microseconds + slot),
                trigger,
                outcome,
                reason,
                new Instant(Midnight.Microseconds + slot + late),
                body
            )
    );

    private static readonly Gen<List<StoredRun>> Days = Runs.List[0, 60].Select(runs => MergedRuns.Of(runs, []));

    [Fact]
    public void What_is_packed_comes_back_as_it_was() =>
        Days.Sample(runs =>
        {
            var day = PackedDay.Pack(Midnight, runs);

            Assert.Equal(runs, day.Unpack(Midnight));
            Assert.Equal(runs.Select(run => run.Judged), PackedDay.UnpackJudged(Midnight, day.Judged));
        });

    [Fact]
    public void A_usual_day_takes_few_bytes_a_run()
    {
        var random = new Random(1);
        var runs = Enumerable
            .Range(0, 2_880)
            .Select(place => new Instant(Midnight.Microseconds + 7_000_001 + (30_000_000L * place)))
            .Select(slot => new StoredRun(
                slot,
                Trigger.Schedule,
                Outcome.Up,
                null,
                slot + TimeSpan.FromMicroseconds(random.Next(50, 3_000)),
                Usual(random.NextInt64(50_000, 400_000), random.Next(100, 900))
            ))
            .ToList();

        var day = PackedDay.Pack(Midnight, runs);

        Assert.InRange(day.Judged.Length, 1, 100);
        Assert.InRange((double)day.Measured.Length / runs.Count, 1, 7); // 5.3 of them are chance
    }

    /// <summary>The bytes are in ledgers: another build must read them as this one does.</summary>
    [Fact]
    public void The_format_stays_what_it_is()
    {
        var slot = new Instant(Midnight.Microseconds + 30_000_000);
        StoredRun[] runs =
        [
            new(slot, Trigger.Schedule, Outcome.Up, null, slot + TimeSpan.FromMicroseconds(41), Usual(203_512, 633)),
            new(
                slot + TimeSpan.FromSeconds(30),
                Trigger.Schedule,
                Outcome.Down,
                Reason.Timeout,
                slot + TimeSpan.FromSeconds(31),
                [1, 2, 3]
            ),
        ];
        var day = PackedDay.Pack(Midnight, runs);

        Assert.Equal(Judged, Convert.ToHexStringLower(Columns.Decompress(day.Judged)));
        Assert.Equal(Measured, Convert.ToHexStringLower(Columns.Decompress(day.Measured)));
        var stored = new PackedDay(Convert.FromHexString(StoredJudged), Convert.FromHexString(StoredMeasured));
        Assert.Equal(runs, stored.Unpack(Midnight));
    }

    [Fact]
    public void Damage_is_told_or_gives_other_runs_and_nothing_else() =>
        Gen.Select(Days, Gen.Int[0, 100_000], Gen.Byte, Gen.Bool, Gen.Bool)
            .Sample(
                (runs, at, value, isCut, isInside) =>
                {
                    var day = PackedDay.Pack(Midnight, runs);
                    Read(day with { Judged = Damaged(day.Judged, at, value, isCut, isInside) });
                    Read(day with { Measured = Damaged(day.Measured, at, value, isCut, isInside) });
                    Read(new PackedDay(day.Measured, day.Judged));
                }
            );

    [Fact]
    public void Runs_that_are_not_of_the_day_or_twice_there_are_not_packed()
    {
        var run = new StoredRun(Midnight, Trigger.Schedule, Outcome.Up, null, Midnight, []);
        Refuses(Midnight + TimeSpan.FromDays(1), run);
        Refuses(Midnight + TimeSpan.FromDays(-1), run);
        Refuses(Midnight, run, run);

        static void Refuses(Instant start, params StoredRun[] runs) =>
            Assert.Throws<ArgumentException>(() => PackedDay.Pack(start, runs).Judged);
    }

    [Fact]
    public void Of_runs_in_two_places_those_count_that_take_precedence() =>
        Gen.Select(Runs.List[0, 30], Gen.Int[0, 30], Gen.Int[0, 30])
            .Sample(
                (runs, cut, again) =>
                {
                    var left = MergedRuns.Of([.. runs.Take(cut)], []);
                    var right = MergedRuns.Of([.. runs.Skip(Math.Min(cut, again))], []);
                    var merged = MergedRuns.Of(left, right);

                    var expected = runs.GroupBy(run => (run.Slot, run.Trigger))
                        .OrderBy(same => same.Key)
                        .Select(same => same.Aggregate((one, other) => other.ComparePrecedence(one) < 0 ? other : one));
                    Assert.Equal(expected.Select(run => run.Judged), merged.Select(run => run.Judged));
                    Assert.Equal(expected.Select(run => run.StartedAt), merged.Select(run => run.StartedAt));
                    Assert.Equal(
                        merged.Select(run => (run.Judged, run.StartedAt)),
                        MergedRuns.Of(right, left).Select(run => (run.Judged, run.StartedAt))
                    );
                }
            );

    private static byte[] Damaged(byte[] packed, int at, byte value, bool isCut, bool isInside)
    {
        var bytes = isInside ? Columns.Decompress(packed) : [.. packed];
        if (isCut)
            bytes = bytes[..(at % bytes.Length)];
        else
            bytes[at % bytes.Length] = value;

        return isInside ? Columns.Compress(bytes) : bytes;
    }

    private static void Read(PackedDay day)
    {
        try
        {
            Assert.All(
                day.Unpack(Midnight),
                run => Assert.InRange(run.Slot.Microseconds - Midnight.Microseconds, 0, 86_399_999_999)
            );
        }
        catch (InvalidDataException)
        {
            // Told.
        }
    }

    private static byte[] Usual(long ticks, int more)
    {
        var rtt = TimeSpan.FromTicks(ticks);
        return ResultBody.Pack(
            ResultBodyTests.Plain with
            {
                Duration = rtt + TimeSpan.FromMicroseconds(more),
                Phases = [new Phase(PhaseNames.Exchange, rtt)],
                Measurements =
                [
                    new Measurement(MeasurementNames.RttSeconds, rtt.TotalSeconds),
                    new Measurement(MeasurementNames.StatusCode, 200),
                ],
            }
        );
    }

    private const string Judged = "02808ece1c0002000201000200010001";
    private const string Measured =
        "01050105020001010701c000020713c4010301020300010100000080897a0000"
        + "005200030100febd020000f0eb18000090030000f0c70200005200007800";
    private const string StoredJudged = "01108b078002808ece1c000200020100020001000103";
    private const string StoredMeasured =
        "013e8b1e8001050105020001010701c000020713c40103010203000101000000"
        + "80897a0000005200030100febd020000f0eb18000090030000f0c7020000520000780003";
}
