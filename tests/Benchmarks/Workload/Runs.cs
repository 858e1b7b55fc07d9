using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Tests.Benchmarks.Workload;

/// <summary>One run as the probes report it: the same phases and measurements, figures of the same grain.</summary>
internal static class Runs
{
    /// <summary>Of twenty targets eleven are SIP, four HTTPS, two TURN, two NTP and one is a call; one run in a hundred fails.</summary>
    public static ProbeResult Of(int number, string target, string region, Instant slot, Random random)
    {
        var kind = number % 20;
        var result = new ProbeResult
        {
            Target = target,
            Region = region,
            ScheduledAt = slot,
            StartedAt = slot + Some(random, 50, 3_000),
            Trigger = Trigger.Schedule,
            Outcome = Outcome.Up,
            LaneWait = Some(random, 5, 800),
            TimingError = Some(random, 40, 400),
            Address = $"10.{number / 250}.{number % 250}.7:5060",
        };
        result = kind switch
        {
            < 11 => Sip(result, random),
            < 15 => Https(result, random),
            < 17 => Turn(result, random),
            < 19 => Ntp(result, random),
            _ => Call(result, random),
        };
        return random.Next(100) == 0 ? Failed(result, random) : result;
    }

    private static ProbeResult Sip(ProbeResult run, Random random)
    {
        var rtt = Ticks(random, 50_000, 400_000);
        return run with
        {
            Duration = rtt + Some(random, 100, 900),
            Phases = [new Phase(PhaseNames.Resolve, Some(random, 20, 900)), new Phase(PhaseNames.Exchange, rtt)],
            Measurements =
            [
                new Measurement(MeasurementNames.RttSeconds, rtt.TotalSeconds),
                new Measurement(MeasurementNames.StatusCode, 200),
                new Measurement(MeasurementNames.Retransmissions, 0),
            ],
        };
    }

    private static ProbeResult Https(ProbeResult run, Random random)
    {
        var rtt = Ticks(random, 300_000, 2_000_000);
        return run with
        {
            Duration = rtt + Some(random, 8_000, 40_000),
            Phases =
            [
                new Phase(PhaseNames.Resolve, Some(random, 20, 900)),
                new Phase(PhaseNames.Connect, Some(random, 3_000, 20_000)),
                new Phase(PhaseNames.Tls, Some(random, 4_000, 30_000)),
                new Phase(PhaseNames.FirstByte, rtt),
                new Phase(PhaseNames.Body, Some(random, 100, 9_000)),
            ],
            Measurements =
            [
                new Measurement(
                    MeasurementNames.CertificateExpirySeconds,
                    Ticks(random, 10_000_000_000_000, 60_000_000_000_000).TotalSeconds
                ),
                new Measurement(MeasurementNames.RttSeconds, rtt.TotalSeconds),
                new Measurement(MeasurementNames.StatusCode, 200),
                new Measurement(MeasurementNames.SizeBytes, random.Next(200, 60_000)),
            ],
        };
    }

    private static ProbeResult Turn(ProbeResult run, Random random) =>
        run with
        {
            Duration = Some(random, 60_000, 200_000),
            Phases =
            [
                new Phase(PhaseNames.Resolve, Some(random, 20, 900)),
                new Phase(PhaseNames.Binding, Some(random, 5_000, 40_000)),
                new Phase(PhaseNames.Allocate, Some(random, 10_000, 80_000)),
                new Phase(PhaseNames.Permission, Some(random, 5_000, 40_000)),
                new Phase(PhaseNames.Relay, Some(random, 20_000, 60_000)),
                new Phase(PhaseNames.Release, Some(random, 5_000, 40_000)),
            ],
            Measurements =
            [
                new Measurement(MeasurementNames.BindingRttSeconds, Ticks(random, 50_000, 400_000).TotalSeconds),
                new Measurement(MeasurementNames.AllocateSeconds, Ticks(random, 100_000, 800_000).TotalSeconds),
                new Measurement(MeasurementNames.LifetimeSeconds, 600),
                new Measurement(MeasurementNames.RelayLossRatio, 0),
                new Measurement(
                    MeasurementNames.RelayRttSeconds,
                    Enumerable.Range(0, 10).Average(_ => Ticks(random, 50_000, 400_000).TotalSeconds)
                ),
                new Measurement(MeasurementNames.Retransmissions, 0),
                new Measurement(MeasurementNames.IgnoredReplies, 0),
            ],
        };

    private static ProbeResult Ntp(ProbeResult run, Random random) =>
        run with
        {
            Duration = Some(random, 5_000, 40_000),
            Phases =
            [
                new Phase(PhaseNames.Resolve, Some(random, 20, 900)),
                new Phase(PhaseNames.Exchange, Some(random, 5_000, 40_000)),
            ],
            Measurements =
            [
                new Measurement(MeasurementNames.IgnoredReplies, 0),
                new Measurement(MeasurementNames.Stratum, 2),
                new Measurement(MeasurementNames.Leap, 0),
                new Measurement(MeasurementNames.OffsetSeconds, Ticks(random, -20_000, 20_000).TotalSeconds),
                new Measurement(MeasurementNames.OffsetMarginSeconds, random.NextDouble() / 100),
                new Measurement(MeasurementNames.DelaySeconds, Ticks(random, 50_000, 400_000).TotalSeconds),
                new Measurement(MeasurementNames.RootDelaySeconds, random.Next(4_000) / 65_536.0),
                new Measurement(MeasurementNames.RootDispersionSeconds, random.Next(4_000) / 65_536.0),
                new Measurement(MeasurementNames.RootDistanceSeconds, Ticks(random, 50_000, 400_000).TotalSeconds),
                new Measurement(MeasurementNames.PrecisionSeconds, Math.Pow(2, -23)),
            ],
        };

    private static ProbeResult Call(ProbeResult run, Random random)
    {
        var delay = 0.02 + (random.NextDouble() / 20);
        return run with
        {
            Duration = Some(random, 10_000_000, 11_000_000),
            Phases =
            [
                new Phase(PhaseNames.Resolve, Some(random, 20, 900)),
                new Phase(PhaseNames.PostDialDelay, Some(random, 20_000, 90_000)),
                new Phase(PhaseNames.SessionSetup, Some(random, 90_000, 190_000)),
                new Phase(PhaseNames.Media, Some(random, 10_000_000, 10_100_000)),
                new Phase(PhaseNames.Teardown, Some(random, 5_000, 40_000)),
            ],
            Measurements =
            [
                new Measurement(MeasurementNames.PostDialDelaySeconds, Ticks(random, 200_000, 900_000).TotalSeconds),
                new Measurement(MeasurementNames.SessionSetupSeconds, Ticks(random, 900_000, 1_900_000).TotalSeconds),
                new Measurement(MeasurementNames.StatusCode, 200),
                new Measurement(MeasurementNames.Retransmissions, 0),
                new Measurement(MeasurementNames.PacketsSent, 500),
                new Measurement(MeasurementNames.PacketsReceived, 499),
                new Measurement(MeasurementNames.PacketsLost, 1),
                new Measurement(MeasurementNames.PacketsDuplicated, 0),
                new Measurement(MeasurementNames.PacketsReordered, 0),
                new Measurement(MeasurementNames.PacketsDiscarded, 0),
                new Measurement(MeasurementNames.LossRatio, 1 / 500.0),
                new Measurement(MeasurementNames.LossLowerRatio, 0.000353 + (random.NextDouble() / 1e5)),
                new Measurement(MeasurementNames.LossUpperRatio, 0.0112 + (random.NextDouble() / 1e5)),
                new Measurement(MeasurementNames.DiscardRatio, 0),
                new Measurement(MeasurementNames.EffectiveLossRatio, 1 / 500.0),
                new Measurement(MeasurementNames.OfferedBitsPerSecond, 80_000 + random.NextDouble()),
                new Measurement(MeasurementNames.ReceivedBitsPerSecond, 79_800 + random.NextDouble()),
                new Measurement(MeasurementNames.SendLatenessP99Seconds, Ticks(random, 500, 9_000).TotalSeconds),
                new Measurement(MeasurementNames.SendLatenessMaxSeconds, Ticks(random, 5_000, 90_000).TotalSeconds),
                new Measurement(MeasurementNames.EchoReflected, 1),
                new Measurement(MeasurementNames.CallDelaySeconds, delay),
                new Measurement(MeasurementNames.CallDelayMinSeconds, Ticks(random, 100_000, 200_000).TotalSeconds),
                new Measurement(MeasurementNames.CallDelayMaxSeconds, Ticks(random, 700_000, 900_000).TotalSeconds),
                new Measurement(MeasurementNames.LegDelayEstimateSeconds, delay / 2),
                new Measurement(MeasurementNames.InterarrivalJitterSeconds, random.NextDouble() / 1e3),
                new Measurement(MeasurementNames.InterarrivalJitterMaxSeconds, random.NextDouble() / 1e2),
                new Measurement(MeasurementNames.DelayVariationP95Seconds, Ticks(random, 5_000, 90_000).TotalSeconds),
                new Measurement(MeasurementNames.DelayVariationP99Seconds, Ticks(random, 9_000, 200_000).TotalSeconds),
                new Measurement(MeasurementNames.BurstRatio, 1),
                new Measurement(MeasurementNames.RFactor, 90 + random.NextDouble()),
                new Measurement(MeasurementNames.Mos, 4.3 + (random.NextDouble() / 10)),
                new Measurement(MeasurementNames.PayloadType, 8),
                new Measurement(MeasurementNames.EquipmentImpairment, 0),
                new Measurement(MeasurementNames.LossRobustness, 25.1),
                new Measurement(MeasurementNames.JitterBufferSeconds, 0.06),
            ],
        };
    }

    private static ProbeResult Failed(ProbeResult run, Random random) =>
        run with
        {
            Outcome = Outcome.Down,
            Reason = Reason.Timeout,
            Detail = "no answer to OPTIONS within 5 s",
            Evidence = new string('>', random.Next(400, 2_000)),
            Duration = TimeSpan.FromSeconds(5) + Some(random, 100, 3_000),
            Phases = run.Phases.Take(1).ToList(),
            Measurements = [],
        };

    private static TimeSpan Some(Random random, int least, int most) =>
        TimeSpan.FromMicroseconds(random.Next(least, most));

    private static TimeSpan Ticks(Random random, long least, long most) =>
        TimeSpan.FromTicks(random.NextInt64(least, most));
}
