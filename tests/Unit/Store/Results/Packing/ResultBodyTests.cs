using System.Text;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Tests.Unit.Store.Results.Packing;

public sealed class ResultBodyTests
{
    internal static readonly ProbeResult Plain = new()
    {
        Target = "pbx",
        Region = "prague",
        ScheduledAt = new Instant(1_795_409_711_250_001),
        StartedAt = new Instant(1_795_409_711_251_001),
        Trigger = Trigger.Schedule,
        Outcome = Outcome.Up,
        Duration = TimeSpan.FromMicroseconds(21_034),
        LaneWait = TimeSpan.FromMicroseconds(41),
        TimingError = TimeSpan.FromMicroseconds(60),
        Phases =
        [
            new Phase(PhaseNames.Resolve, TimeSpan.FromMicroseconds(412)),
            new Phase(PhaseNames.Exchange, TimeSpan.FromMicroseconds(20_401)),
        ],
        Measurements =
        [
            new Measurement(MeasurementNames.RttSeconds, 0.0203512),
            new Measurement(MeasurementNames.StatusCode, 200),
            new Measurement(MeasurementNames.Retransmissions, 0),
        ],
        Address = "192.0.2.7:5060",
    };

    /// <summary>Figures as probes have them, and all that a double can be.</summary>
    private static readonly Gen<double> Figures = Gen.OneOf(
        Gen.Int.Select(count => (double)count),
        Gen.Long[-1L << 54, 1L << 54].Select(count => (double)count),
        Gen.Long[-10_000_000_000, 10_000_000_000].Select(microseconds => microseconds / 1e6),
        Gen.Long[-10_000_000_000, 10_000_000_000].Select(ticks => ticks / 1e7),
        Gen.Long[0, 10_000_000].Select(ticks => TimeSpan.FromTicks(ticks).TotalSeconds),
        Gen.Select(Gen.Int[0, 500], Gen.Int[1, 500], (lost, sent) => (double)lost / sent),
        Gen.Long.Select(BitConverter.Int64BitsToDouble),
        Gen.OneOf(-0.0, double.NaN, double.PositiveInfinity, double.Epsilon, double.MaxValue, 0.1 + 0.2)
    );

    private static readonly Gen<TimeSpan> Durations = Gen.OneOf(
            Gen.Long[0, 1_000],
            Gen.Long[0, 86_400_000_000],
            Gen.Long[long.MinValue / 10, long.MaxValue / 10]
        )
        .Select(microseconds => TimeSpan.FromMicroseconds(microseconds));

    private static readonly Gen<string?> Addresses = Gen.OneOf(
        Gen.OneOf<string?>(null, "", "pbx.example:5060", "192.0.2.7", "192.0.2.7:05060", "[2001:db8::1]", "::1", "ž"),
        Gen.Select(Gen.Byte.Array[4], Gen.UShort, Endpoint),
        Gen.Select(Gen.Byte.Array[16], Gen.UShort, Endpoint),
        Gen.Const<string?>("[fe80::1%3]:53"),
        Gen.Const<string?>("[::ffff:192.0.2.7]:53"),
        Gen.String[Gen.Char[' ', '~'], 0, 255].Select(text => (string?)text)
    );

    internal static readonly Gen<ProbeResult> Some = Gen.Select(
        Durations,
        Durations,
        Durations,
        Gen.Select(Gen.OneOf([.. PhaseNames.All]), Durations, (name, took) => new Phase(name, took)).List[0, 64],
        Gen.Select(Gen.OneOf([.. MeasurementNames.All]), Figures, (name, value) => new Measurement(name, value)).List[
            0,
            128
        ],
        Addresses,
        (duration, wait, error, phases, measurements, address) =>
            Plain with
            {
                Duration = duration,
                LaneWait = wait,
                TimingError = error,
                Phases = phases,
                Measurements = measurements,
                Address = address,
            }
    );

    [Fact]
    public void What_is_packed_comes_back_bit_for_bit() =>
        Some.Sample(result =>
        {
            var body = ResultBody.Unpack(ResultBody.Pack(result));

            Assert.Equal(
                (result.Duration, result.LaneWait, result.TimingError, result.Address),
                (body.Duration, body.LaneWait, body.TimingError, body.Address)
            );
            Assert.Equal(result.Phases, body.Phases);
            Assert.Equal(Bits(result.Measurements), Bits(body.Measurements));
        });

    /// <summary>The bytes are in ledgers: another build must read them as this one does.</summary>
    [Fact]
    public void The_format_stays_what_it_is() =>
        Assert.Equal(
            "11aaa4" + "01293c" + "02" + "009c03" + "05b19f01" + "03" + "03f0eb18" + "059003" + "0d00" + "c000020713c4",
            Convert.ToHexStringLower(ResultBody.Pack(Plain))
        );

    [Fact]
    public void Less_than_a_microsecond_is_cut() =>
        Assert.Equal(
            TimeSpan.FromMicroseconds(5),
            ResultBody.Unpack(ResultBody.Pack(Plain with { Duration = TimeSpan.FromTicks(59) })).Duration
        );

    [Fact]
    public void A_name_that_is_in_no_list_is_not_packed()
    {
        Assert.Throws<ArgumentException>(() =>
            ResultBody.Pack(Plain with { Phases = [new Phase("waiting", TimeSpan.Zero)] })
        );
        Assert.Throws<ArgumentException>(() =>
            ResultBody.Pack(Plain with { Measurements = [new Measurement("furlongs", 1)] })
        );
    }

    [Fact]
    public void Names_of_a_newer_build_are_left_out()
    {
        // No durations; phase 99 and phase 0; measurement 1,000 and measurement 1 = 200; no address.
        byte[] packed = [0x10, 0, 0, 0, 2, 99, 5, 0, 6, 2, 0xA1, 0x1F, 2, 0x05, 0x90, 0x03];

        var body = ResultBody.Unpack(packed);

        Assert.Equal([new Phase(PhaseNames.Resolve, TimeSpan.FromMicroseconds(6))], body.Phases);
        Assert.Equal([new Measurement(MeasurementNames.StatusCode, 200)], body.Measurements);
    }

    [Fact]
    public void Damage_is_told_or_gives_another_body_and_nothing_else() =>
        Gen.Select(Some, Gen.Int[0, 4_000], Gen.Byte, Gen.Int[0, 4_000])
            .Sample(
                (result, at, value, length) =>
                {
                    var packed = ResultBody.Pack(result);
                    packed[at % packed.Length] = value;
                    Read(packed);
                    Read(packed.AsSpan(0, length % packed.Length));
                    Read(Encoding.UTF8.GetBytes(result.Address ?? ""));
                }
            );

    [Theory]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("14000000" + "00" + "00")] // a kind of address
    [InlineData("10000000" + "ffffffff7f")] // two billion phases
    [InlineData("10000000" + "00" + "01" + "00" + "00")] // a figure of 8 bytes
    [InlineData("10000000" + "00" + "00" + "00")] // one byte more
    [InlineData("10ffffffffffffffffff02" + "0000" + "00" + "00")] // more than 64 bits
    [InlineData("10ffffffffffffffff7f" + "0000" + "00" + "00")] // longer than a TimeSpan
    [InlineData("13000000" + "00" + "00" + "ffffffffffffffffff01")] // a text without end
    public void Damage_is_told_in_one_way(string packed) =>
        Assert.Throws<InvalidDataException>(() => ResultBody.Unpack(Convert.FromHexString(packed)));

    private static void Read(ReadOnlySpan<byte> packed)
    {
        try
        {
            Assert.True(ResultBody.Unpack(packed).Measurements.Count <= packed.Length);
        }
        catch (InvalidDataException)
        {
            // Told.
        }
    }

    private static IEnumerable<(string, long)> Bits(IEnumerable<Measurement> measurements) =>
        measurements.Select(each => (each.Name, BitConverter.DoubleToInt64Bits(each.Value)));

    private static string? Endpoint(byte[] address, ushort port) =>
        new System.Net.IPEndPoint(new System.Net.IPAddress(address), port).ToString();
}
