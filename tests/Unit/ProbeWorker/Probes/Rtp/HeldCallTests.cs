using System.Buffers.Binary;
using System.Collections.Concurrent;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>A peer that puts the call on hold, and takes it off again (RFC 3264 §8.4): nothing is sent meanwhile, and nothing of it is a loss.</summary>
public sealed class HeldCallTests : IDisposable
{
    private const int Samples = 160;

    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(0.6);

    private readonly RtpRuns _runs = new();
    private readonly ConcurrentQueue<byte[]> _heard = new();
    private readonly ConcurrentQueue<byte[]> _heardOnHold = new();
    private volatile bool _isHeld;
    private volatile bool _isHoldAnswered;

    [Theory]
    [InlineData("a=sendonly\r\n", "127.0.0.1", "recvonly")]
    [InlineData("a=inactive\r\n", "127.0.0.1", "inactive")]
    [InlineData("", "0.0.0.0", "recvonly")]
    public async Task A_hold_stops_what_is_sent_until_it_is_over_and_is_no_loss(
        string more,
        string address,
        string answered
    )
    {
        string[] answers = [];
        var result = await RunAsync(
            async (peer, port) =>
            {
                var held = await peer.OfferAsync(CallPeer.Session(port, more, address));
                _isHoldAnswered = true;
                await Task.Delay(Hold, TimeProvider.System, TestContext.Current.CancellationToken);
                (_isHeld, _isHoldAnswered) = (false, false);
                answers = [held, await peer.OfferAsync(CallPeer.Session(port))];
            }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Contains($"\r\na={answered}\r\n", answers[0], StringComparison.Ordinal);
        Assert.Contains("\r\na=sendrecv\r\n", answers[1], StringComparison.Ordinal);
        Assert.Equal(VersionOf(answers[0]) + 1, VersionOf(answers[1]));

        // One may have been leaving when the hold came.
        Assert.InRange(_heardOnHold.Count, 0, 1);
        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        var withheld = figures[MeasurementNames.PacketsWithheld];
        Assert.InRange(withheld, Hold / TimeSpan.FromMilliseconds(20) / 2, 90);
        Assert.Equal(100, figures[MeasurementNames.PacketsSent] + withheld);
        Assert.Equal(
            (0, 0),
            (figures[MeasurementNames.PacketsLost], figures.GetValueOrDefault(MeasurementNames.UplinkLossRatio))
        );
        Assert.Equal(1, figures[MeasurementNames.EchoReflected]);

        // The numbers go on as if nothing had been left out, and the time as if something had been sent.
        var packets = _heard.ToArray();
        var steps = packets.Zip(packets.Skip(1)).ToList();
        Assert.All(steps, step => Assert.Equal(1, (ushort)(Sequence(step.Second) - Sequence(step.First))));
        var leap = Assert.Single(steps, step => Timestamp(step.Second) - Timestamp(step.First) != Samples);
        Assert.Equal(withheld + 1, (double)(Timestamp(leap.Second) - Timestamp(leap.First)) / Samples);
        Assert.Equal(0x80, leap.Second[1] & 0x80);
    }

    [Fact]
    public async Task An_answer_in_the_ACK_may_put_the_call_on_hold_too()
    {
        var result = await RunAsync(
            async (peer, port) =>
            {
                var offered = await peer.OfferAsync("", CallPeer.Session(port, "a=sendonly\r\n"));
                Assert.Contains("\r\na=sendrecv\r\n", offered, StringComparison.Ordinal);
            }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        Assert.InRange(figures[MeasurementNames.PacketsWithheld], 1, 99);
        Assert.Equal(0, figures[MeasurementNames.PacketsLost]);
    }

    public void Dispose() => _runs.Dispose();

    private static ushort Sequence(byte[] packet) => BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));

    private static uint Timestamp(byte[] packet) => BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(4));

    private static ulong VersionOf(string message) =>
        ulong.Parse(
            message.Split("\r\n").First(line => line.StartsWith("o=", StringComparison.Ordinal)).Split(' ')[2],
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>Two seconds of voice, of which the peer sends back what comes while it does not hold the call.</summary>
    /// <param name="hold">Begins at the sixth packet, when the peer already sends nothing back.</param>
    private async Task<ProbeResult> RunAsync(Func<CallPeer, int, Task> hold)
    {
        CallPeer? peer = null;
        var holding = Task.CompletedTask;
        MediaPeer? echo = null;
        await using var echoing = echo = new MediaPeer(
            (number, packet) =>
            {
                if (packet[1] is >= 192 and <= 223)
                    return [];

                _heard.Enqueue(packet);
                if (number == 5)
                {
                    _isHeld = true;
                    holding = hold(peer!, echo!.EndPoint.Port);
                }

                if (_isHoldAnswered)
                    _heardOnHold.Enqueue(packet);

                return _isHeld ? [] : [packet];
            }
        );
        await using var answering = peer = CallPeer.Answering(() => CallPeer.Session(echo.EndPoint.Port));
        var result = await _runs.RunAsync(
            peer.Port,
            check => check with { MediaDuration = TimeSpan.FromSeconds(2) },
            null
        );
        await holding;
        return result;
    }
}
