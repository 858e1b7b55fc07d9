using System.Net;
using Microsoft.Extensions.Time.Testing;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.ProbeWorker.Probes.Ntp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Ntp;

public class NtpHoldsTests
{
    private static readonly IPEndPoint Server = IPEndPoint.Parse("192.0.2.1:123");

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly NtpHolds _holds = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void RATE_doubles_the_interval_each_time()
    {
        Assert.Null(Ask());
        After(30);
        Assert.Null(Ask());
        Assert.Equal(TimeSpan.FromSeconds(60), _holds.SlowDown("prague", Server, Interval, _time));

        After(30);
        Assert.Equal(TimeSpan.FromSeconds(30), Ask());
        After(30);
        Assert.Null(Ask());
        Assert.Equal(TimeSpan.FromSeconds(120), _holds.SlowDown("prague", Server, Interval, _time));

        After(60);
        Assert.Equal(TimeSpan.FromSeconds(60), Ask());
    }

    [Fact]
    public void RATE_to_who_asks_at_no_interval_doubles_64_seconds()
    {
        Assert.Null(Ask());

        Assert.Equal(TimeSpan.FromSeconds(128), _holds.SlowDown("prague", Server, TimeSpan.Zero, _time));
    }

    [Fact]
    public void The_interval_never_grows_beyond_a_day_and_is_forgotten_a_day_after_the_last_kiss()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(Ask());
            _holds.SlowDown("prague", Server, Interval, _time);
            After(24 * 3600);
        }

        Assert.Null(Ask());
        After(1);
        Assert.Null(Ask());
    }

    [Fact]
    public void DENY_holds_for_a_day_this_region_and_this_server_alone()
    {
        Assert.Null(Ask());
        Assert.Equal(TimeSpan.FromDays(1), _holds.Stop("prague", Server, _time));

        After(24 * 3600 - 1);
        Assert.Equal(TimeSpan.FromSeconds(1), Ask());
        Assert.Null(_holds.TryAsk("frankfurt", Server, _time));
        Assert.Null(_holds.TryAsk("prague", IPEndPoint.Parse("192.0.2.2:123"), _time));
        After(1);
        Assert.Null(Ask());
    }

    [Fact]
    public void A_name_with_endless_addresses_pushes_no_hold_out()
    {
        Assert.Null(Ask());
        _holds.Stop("prague", Server, _time);

        for (var i = 0; i < 10_000; i++)
            Assert.Null(_holds.TryAsk("prague", new IPEndPoint(i, 123), _time));

        Assert.Equal(TimeSpan.FromDays(1), Ask());
    }

    [Fact]
    public void Eight_at_once_and_then_one_each_16_seconds()
    {
        Assert.Null(Ask());
        for (var i = 1; i < NtpHolds.Depth; i++)
            Assert.True(_holds.TryAskMore("prague", Server, _time));

        Assert.False(_holds.TryAskMore("prague", Server, _time));
        Assert.Equal(TimeSpan.FromSeconds(16), Ask());
        Assert.True(_holds.TryAskMore("prague", Server, _time, limited: false));
        Assert.Null(_holds.TryAsk("prague", Server, _time, limited: false));
        Assert.True(_holds.TryAskMore("london", Server, _time));
        After(15.9);
        Assert.False(_holds.TryAskMore("prague", Server, _time));
        After(0.1);
        Assert.Null(Ask());
        Assert.False(_holds.TryAskMore("prague", Server, _time));
        After(3600);
        for (var i = 0; i < NtpHolds.Depth; i++)
            Assert.True(_holds.TryAskMore("prague", Server, _time));

        Assert.False(_holds.TryAskMore("prague", Server, _time)); // no more than the bucket holds
    }

    [Fact]
    public void What_another_region_was_told_holds_from_then_on_and_told_again_no_longer()
    {
        var hold = new ServerHold("time.test", 123, Instant.Now(_time), TimeSpan.FromSeconds(60));
        After(10);
        Heed();
        Assert.Equal(TimeSpan.FromSeconds(50), AskIt());
        After(50);
        Assert.Null(AskIt());

        Heed();
        Assert.Equal(TimeSpan.FromSeconds(60), AskIt());
        Assert.Null(_holds.TryAsk("frankfurt", new DnsEndPoint("time.test", 123), _time));

        After(24 * 3600);
        Heed();
        Assert.Null(AskIt());
        After(1);
        Assert.Null(AskIt());

        void Heed() => _holds.Heed("prague", hold, _time);

        TimeSpan? AskIt() => _holds.TryAsk("prague", new DnsEndPoint("time.test", 123), _time);
    }

    [Fact]
    public void A_hold_of_ones_own_that_is_longer_stays()
    {
        Assert.Null(_holds.TryAsk("prague", new DnsEndPoint("time.test", 123), _time));
        _holds.Stop("prague", new DnsEndPoint("time.test", 123), _time);

        var shorter = new ServerHold("time.test", 123, Instant.Now(_time), TimeSpan.FromSeconds(60));
        _holds.Heed("prague", shorter, _time);

        Assert.Equal(TimeSpan.FromDays(1), _holds.TryAsk("prague", new DnsEndPoint("time.test", 123), _time));
    }

    private TimeSpan? Ask() => _holds.TryAsk("prague", Server, _time);

    private void After(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
