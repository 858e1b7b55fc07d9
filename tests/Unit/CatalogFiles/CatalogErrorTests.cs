namespace Ringback.Tests.Unit.CatalogFiles;

public class CatalogErrorTests
{
    /// <summary>What is changed in the good catalog, and the one error that comes of it.</summary>
    public static TheoryData<string, string, string> Mistakes =>
        new()
        {
            {
                "sip: { host: pbx.example.com }",
                "https: { url: htp://x }",
                "14:19: targets[0].https.url: 'htp://x' is no https URL; write one such as https://pbx.example.com/"
            },
            {
                "interval: 1m30s",
                "intervall: 1m30s",
                "18:5: targets[1].intervall: is no known key; did you mean 'interval'?"
            },
            {
                "interval: 1m30s",
                "interval: 12s",
                "9:19: defaults.rtp.timeout: the timeout of 12s is not less than the interval of 12s; a run must end before the next begins: shorten the timeout, or lengthen the interval"
            },
            {
                "name: SIP",
                "name: SIP\n    name: Again",
                "13:5: targets[0].name: is written twice (first in line 12); remove one of the two"
            },
            { "id: rtp", "id: sip", "15:9: targets[1].id: 'sip' is taken (line 11); give each its own id" },
            {
                "regions: [london]",
                "regions: [londn]",
                "19:15: targets[1].regions[0]: there is no region 'londn'; did you mean 'london'?"
            },
            {
                "regions: [london]",
                "regions: [london, london]",
                "19:23: targets[1].regions[1]: 'london' is in the list twice; remove one of the two"
            },
            {
                "regions: [london]",
                "regions: []",
                "19:14: targets[1].regions: is an empty list; name at least one of region ids, or remove the key"
            },
            {
                "quorum: any",
                "quorum: most",
                "20:13: targets[1].quorum: 'most' is no quorum; write majority, any, all, or a number of regions from 1"
            },
            {
                "failures: 3",
                "failures: 0",
                "21:26: targets[1].confirm.failures: '0' is no whole number from 1 to 100; write a whole number from 1 to 100"
            },
            {
                "host: pbx.example.com }",
                "host: 'pbx.example.com:5060' }",
                "14:18: targets[0].sip.host: 'pbx.example.com:5060' is no host; write a name or an address alone, such as pbx.example.com or 2001:db8::7: no scheme, brackets or port"
            },
            {
                "host: pbx.example.com }",
                "host: pbx.example.com, port: 65536 }",
                "14:41: targets[0].sip.port: '65536' is no whole number from 1 to 65535; write a whole number from 1 to 65535"
            },
            {
                "sip: { host: pbx.example.com }",
                "sip:",
                "14:9: targets[0].sip: is no map; write the keys of the sip check"
            },
            {
                "    sip: { host: pbx.example.com }\n",
                "",
                "11:5: targets[0]: has no check; add one of sip, rtp, turn, https, websocket, ntp, dns, tcp"
            },
            {
                "password: { env: PBX_PASSWORD }",
                "password: hunter2",
                "25:48: targets[1].rtp.credential.password: a secret is never written into a catalog; name where the worker finds it: { env: NAME }, { file: /path } or { dapr: store/name }"
            },
            {
                "loss: 0.5%",
                "loss: 5 percent",
                "26:23: targets[1].rtp.limits.loss: '5 percent' is no ratio from 0 to 1; write one such as 1% or 0.01"
            },
            {
                "component: voice, availability",
                "component: [voice], availability",
                "28:35: objectives[0].component: is a list; write an id such as main-pbx"
            },
            {
                "to: 2026-12-01T23:00:00Z",
                "to: 2026-12-01T20:00:00Z",
                "30:67: maintenance[0].to: is not after 'from'; write a later instant"
            },
            {
                "to: 2026-12-01T23:00:00Z",
                "to: 2026-12-01 23:00",
                "30:67: maintenance[0].to: '2026-12-01 23:00' is no RFC 3339 instant with an offset; write one such as 2026-12-01T22:00:00+01:00"
            },
            {
                "version: 1",
                "version: 1\nzone: ../../etc/passwd",
                "2:7: zone: '../../etc/passwd' is no time zone that this machine knows; write one such as Europe/Prague"
            },
            {
                "{ id: london, name: London }",
                "{ id: london, name: London, canaries: [{ ntp: { host: t.example } }] }",
                "4:43: regions[1].canaries: has 1 of them; name 2 to 5: one alone may fail on its own, many tell no more than a few"
            },
            {
                "{ id: london, name: London }",
                "{ id: london, name: London, canaries: [{ https: { url: 'https://a.example' } }, { https: { url: 'https://b.example' } }] }",
                "4:43: regions[1].canaries: has none that speaks UDP; make one of them turn (a STUN binding), ntp or sip: a firewall may drop UDP alone"
            },
            {
                "{ id: london, name: London }",
                "{ id: london, name: London, canaries: [{ https: { url: 'https://a.example' } }, { sip: { host: PBX.example.com } }] }",
                "4:85: regions[1].canaries[1]: asks the server that target 'sip' watches; name an independent one: it must not fail together with what is watched"
            },
            {
                "{ id: london, name: London }",
                "{ id: london, name: London, canaries: [{ ntp: { host: t.example } }, { ntp: { host: t.example } }] }",
                "4:74: regions[1].canaries[1]: asks the same server as another of this region; name an independent one"
            },
            {
                "{ id: london, name: London }",
                "{ id: london, name: London, canaries: [{ ntp: { host: t.example } }, { rtp: { host: t.example, extension: 6 } }] }",
                "4:81: regions[1].canaries[1].rtp: a call takes seconds of media: it is no small check; take sip, which only asks"
            },
            {
                "{ id: london, name: London }",
                "{ id: london, name: London, canaries: [{ ntp: { host: t.example } }, { sip: { host: u.example }, timeout: 4s }] }",
                "4:111: regions[1].canaries[1].timeout: '4s' is out of range; write a duration from 100ms to 3s"
            },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_place_and_its_mend(string good, string bad, string error) =>
        Assert.Equal([$"x.yaml:{error}"], Catalogs.ErrorsWith(good, bad));

    [Theory]
    [InlineData("password: hunter2")]
    [InlineData("password: { env: 'hunter2!' }")]
    [InlineData("password: { value: hunter2 }")]
    [InlineData("password: [hunter2]")]
    public void A_secret_is_never_repeated(string password)
    {
        var errors = Catalogs.ErrorsWith("password: { env: PBX_PASSWORD }", password);

        Assert.NotEmpty(errors);
        Assert.DoesNotContain("hunter2", string.Join('\n', errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_url_is_refused_and_not_repeated()
    {
        var error = Assert.Single(
            Catalogs.ErrorsWith("sip: { host: pbx.example.com }", "https: { url: 'https://u:hunter2@x.example/' }")
        );

        Assert.Contains("a catalog holds no secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }
}
