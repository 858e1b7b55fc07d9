using Ringback.Protocols.Ntp;

namespace Ringback.Tests.Unit.Protocols.Ntp;

public class NtpExchangeTests
{
    [Fact]
    public void Offset_and_delay_are_those_of_the_RFC()
    {
        // Our clock is 0.25 s behind; 10 ms there, 5 ms with the server, 30 ms back.
        var exchange = Exchange(sent: 0, received: 0.260, serverSent: 0.265, back: 0.045);

        Assert.Equal(TimeSpan.FromMilliseconds(40), exchange.Delay);
        Assert.Equal(TimeSpan.FromMilliseconds(240), exchange.Offset); // wrong by 10 ms, half of the asymmetry
        Assert.Equal(TimeSpan.FromMilliseconds(5), exchange.ServerHeld);
    }

    [Fact]
    public void The_offset_is_wrong_by_half_the_delay_at_most() =>
        Gen.Select(Gen.Int[-1_000_000, 1_000_000], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000])
            .Sample(
                (ahead, there, held, back) =>
                {
                    const double Microsecond = 1e-6;
                    var exchange = Exchange(
                        0,
                        (there + ahead) * Microsecond,
                        (there + held + ahead) * Microsecond,
                        (there + held + back) * Microsecond
                    );

                    var error = exchange.Offset - TimeSpan.FromMicroseconds(ahead);
                    Assert.True(error.Duration() <= (exchange.Delay / 2) + TimeSpan.FromMicroseconds(1));
                    Assert.Equal(there + back, exchange.Delay.TotalMicroseconds, 1.0);
                }
            );

    /// <summary>Seconds after the wrap of 2036, so that every exchange with an offset crosses it.</summary>
    private static NtpExchange Exchange(double sent, double received, double serverSent, double back) =>
        new(At(sent), At(received), At(serverSent), At(back));

    private static NtpTimestamp At(double seconds) =>
        NtpTimestamp.FromUnixNanoseconds(((Int128)2_085_978_496 * 1_000_000_000) + (long)Math.Round(seconds * 1e9));
}
