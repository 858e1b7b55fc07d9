using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https.Exchange;

public class CookieJarTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-23T12:00:00Z", null));
    private readonly TextValues _values = new();

    [Theory]
    [InlineData("a=1", "https://auth.pbx.test/login", "https://auth.pbx.test/x", "a=1")]
    [InlineData("a=1", "https://auth.pbx.test/login", "https://api.pbx.test/x", null)] // of the host alone
    [InlineData("a=1", "https://auth.pbx.test/login", "https://auth.pbx.test:8443/x", "a=1")] // ports are one
    [InlineData("a=1; Domain=pbx.test", "https://auth.pbx.test/", "https://api.pbx.test/", "a=1")]
    [InlineData("a=1; Domain=.PBX.test", "https://auth.pbx.test/", "https://pbx.test/", "a=1")]
    [InlineData("a=1; Domain=pbx.test", "https://auth.pbx.test/", "https://evilpbx.test/", null)]
    [InlineData("a=1; Domain=other.test", "https://auth.pbx.test/", "https://auth.pbx.test/", null)]
    [InlineData("a=1; Domain=test", "https://pbx.test/", "https://other.test/", null)] // a top-level domain
    [InlineData("a=1; Domain=test", "https://pbx.test/", "https://pbx.test/", "a=1")]
    [InlineData("a=1; Domain=co.uk", "https://pbx.co.uk/", "https://other.co.uk/", null)] // as good as one
    [InlineData("a=1; Domain=pbx.co.uk", "https://a.pbx.co.uk/", "https://b.pbx.co.uk/", "a=1")]
    [InlineData("a=1; Domain=0.0.1", "https://127.0.0.1/", "https://127.0.0.1/", null)]
    [InlineData("a=1", "https://pbx.test/app/login", "https://pbx.test/app/", "a=1")]
    [InlineData("a=1", "https://pbx.test/app/login", "https://pbx.test/application", null)]
    [InlineData("a=1; Path=/", "https://pbx.test/app/login", "https://pbx.test/other", "a=1")]
    [InlineData("a=1; Path=/api", "https://pbx.test/", "https://pbx.test/api/v1", "a=1")]
    [InlineData("a=1; Path=/api", "https://pbx.test/", "https://pbx.test/apiv1", null)]
    [InlineData("a=1; Max-Age=0", "https://pbx.test/", "https://pbx.test/", null)]
    [InlineData(
        "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "https://pbx.test/",
        "https://pbx.test/",
        "a=1"
    )]
    [InlineData("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://pbx.test/", "https://pbx.test/", null)]
    [InlineData("a=1; Expires=Tue, 24 Nov 2026 12:00:00 GMT", "https://pbx.test/", "https://pbx.test/", "a=1")]
    [InlineData(
        "a=1; Expires=whenever; HttpOnly; Secure; SameSite=Strict",
        "https://pbx.test/",
        "https://pbx.test/",
        "a=1"
    )]
    [InlineData("a=x=y", "https://pbx.test/", "https://pbx.test/", "a=x=y")]
    [InlineData("a=", "https://pbx.test/", "https://pbx.test/", "a=")]
    [InlineData("=1", "https://pbx.test/", "https://pbx.test/", null)]
    [InlineData("nothing", "https://pbx.test/", "https://pbx.test/", null)]
    [InlineData("", "https://pbx.test/", "https://pbx.test/", null)]
    [InlineData("a=1\u0001", "https://pbx.test/", "https://pbx.test/", null)]
    [InlineData("__Host-a=1; Path=/", "https://pbx.test/", "https://pbx.test/", "__Host-a=1")]
    [InlineData("__Host-a=1; Path=/; Domain=pbx.test", "https://pbx.test/", "https://pbx.test/", null)]
    public void Goes_back_to_whom_it_is_for(string set, string from, string to, string? sent)
    {
        var jar = Jar();

        jar.Take(Answer(from, set));

        Assert.Equal(sent, jar.HeaderFor(new Uri(to)));
    }

    [Fact]
    public void The_last_word_counts_and_longer_paths_come_first()
    {
        var jar = Jar();

        jar.Take(Answer("https://pbx.test/", "a=old; Path=/", "b=2; Path=/api"));
        jar.Take(Answer("https://pbx.test/", "a=new; Path=/"));

        Assert.Equal("b=2; a=new", jar.HeaderFor(new Uri("https://pbx.test/api/v1")));
    }

    [Fact]
    public void What_is_over_is_gone()
    {
        var jar = Jar();
        jar.Take(Answer("https://pbx.test/", "a=1; Max-Age=60", "b=2"));

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("b=2", jar.HeaderFor(new Uri("https://pbx.test/")));
    }

    [Fact]
    public void A_server_that_sets_cookies_without_end_gets_so_many_back_and_no_long_one()
    {
        var jar = Jar();

        jar.Take(Answer("https://pbx.test/", [.. Enumerable.Range(0, 10_000).Select(i => $"c{i}=1")]));
        jar.Take(Answer("https://pbx.test/", $"long={new string('x', 5000)}"));

        Assert.Equal(50, jar.HeaderFor(new Uri("https://pbx.test/"))!.Split("; ").Length);
    }

    [Fact]
    public void What_it_says_is_shown_nowhere()
    {
        Jar().Take(Answer("https://pbx.test/", "session=0123456789abcdef; HttpOnly"));

        Assert.Equal("logged in as (removed)", _values.Redact("logged in as 0123456789abcdef"));
    }

    private CookieJar Jar() => new(_time, _values);

    private static HttpAnswer Answer(string url, params string[] cookies) =>
        new(new Uri(url), 200, "OK", [.. cookies.Select(c => ("set-cookie", c))], null, null, default, IsCut: false);
}
