using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.EndToEnd.Hostile;

/// <summary>One secret of every kind that the product can be given, in the settings and the catalog that name it.</summary>
/// <param name="folder">Where files of secrets are written.</param>
internal sealed class GivenSecrets(string folder, ReflectingPeers peers)
{
    private readonly List<Canary> _canaries = [];
    private SearchValues<string>? _shapes;

    public IReadOnlyList<Canary> All => _canaries;

    /// <summary>One that was made elsewhere.</summary>
    public void Add(string name, string secret) => _canaries.Add(Canary.Of(name, secret));

    /// <summary>Which of them, once all are known, are in a text; of a long one that has none this takes one reading.</summary>
    public IEnumerable<string> In(string where, string text)
    {
        _shapes ??= SearchValues.Create([.. _canaries.SelectMany(each => each.Shapes)], StringComparison.Ordinal);
        return !text.AsSpan().ContainsAny(_shapes)
            ? []
            : from canary in _canaries
            from shape in canary.In(text)
            let at = text.IndexOf(shape, StringComparison.Ordinal)
            select $"{canary.Name} is in {where}, as {shape}: …{text[Math.Max(0, at - 200)..at]}";
    }

    /// <summary>Settings of the services: receivers of alerts of every kind.</summary>
    /// <param name="format">Of the log.</param>
    public Dictionary<string, string> Environment(string format) =>
        new()
        {
            ["LogFormat"] = format,
            ["Logging__LogLevel__Default"] = "Trace",
            ["Alerts__PageUrl"] = "https://status.example.org/",
            ["Alerts__Webhooks__0__Name"] = "hook",
            ["Alerts__Webhooks__0__Url"] = new Uri(
                peers.Hooks,
                $"/hook/{Uri.EscapeDataString(New("address of a webhook"))}"
            ).ToString(),
            ["Alerts__Webhooks__0__SecretFile"] = InFile("key of a webhook"),
            ["Alerts__Webhooks__1__Name"] = "away",
            ["Alerts__Webhooks__1__Url"] =
                $"http://127.0.0.1:1/{Uri.EscapeDataString(New("address of a webhook that is away"))}",
            ["Alerts__Webhooks__1__Secret"] = New("key of a webhook in the environment"),
            ["Alerts__PagerDuty__0__Name"] = "duty",
            ["Alerts__PagerDuty__0__Url"] = new Uri(peers.Hooks, "/duty").ToString(),
            ["Alerts__PagerDuty__0__RoutingKeyFile"] = InFile("routing key"),
            ["Alerts__Alertmanagers__0__Name"] = "manager",
            ["Alerts__Alertmanagers__0__Url"] = new Uri(peers.Hooks, "/manager").ToString(),
            ["Alerts__Mail__0__Name"] = "mail",
            ["Alerts__Mail__0__Host"] = "127.0.0.1",
            ["Alerts__Mail__0__Port"] = $"{peers.Hooks.Port}",
            ["Alerts__Mail__0__User"] = "ringback",
            ["Alerts__Mail__0__PasswordFile"] = InFile("password of the mail"),
            ["Alerts__Mail__0__From"] = "ringback@example.org",
            ["Alerts__Mail__0__To"] = "sre@example.org",
        };

    /// <summary>Targets of every kind that signs in.</summary>
    public string Catalog()
    {
        var authority = TestAuthority.Root("clients");
        using var client = authority.Leaf(use: TestAuthority.ClientUse);
        using var clientKey = client.GetECDsaPrivateKey()!;
        var pem = PemEncoding.WriteString("PRIVATE KEY", clientKey.ExportPkcs8PrivateKey());
        Add("key of a client's certificate", pem.Split('\n')[2]);
        var certificate = Path.Combine(folder, "client.pem");
        File.WriteAllText(certificate, client.ExportCertificatePem());
        File.WriteAllText(certificate + ".key", pem);
        var https = $"https://127.0.0.1:{peers.Https.Port}";
        return $$$"""
            version: 1
            regions: [{ id: prague, name: Prague }]
            components: [{ id: all, name: All }]
            defaults: { interval: 5s, timeout: 3s, confirm: { failures: 2, successes: 1 } }
            targets:
              - id: sip
                name: SIP
                component: all
                sip:
                  service: register
                  host: 127.0.0.1
                  port: {{{peers.SipPort}}}
                  domain: peers
                  credential: { username: alice, password: { file: {{{InFile("password of SIP")}}} } }
              - id: rtp
                name: RTP
                component: all
                rtp:
                  host: 127.0.0.1
                  port: {{{peers.SipPort}}}
                  domain: peers
                  extension: echo
                  media: 1s
                  parallel: true
                  credential: { username: bob, password: { file: {{{InFile("password of RTP")}}} } }
              - id: turn
                name: TURN
                component: all
                turn:
                  host: 127.0.0.1
                  port: {{{peers.SipPort}}}
                  credential: { username: carol, password: { file: {{{InFile("password of TURN")}}} } }
              - id: basic
                name: Basic
                component: all
                https:
                  url: {{{https}}}/basic
                  ca_file: {{{peers.CaFile}}}
                  client_certificate: { certificate: {{{certificate}}}, key: {{{certificate}}}.key }
                  auth: { basic: { username: dave, password: { file: {{{InFile("password of HTTP")}}} } } }
              - id: bearer
                name: Bearer
                component: all
                https:
                  ca_file: {{{peers.CaFile}}}
                  auth: { bearer: { file: {{{InFile("bearer token")}}} } }
                  secrets:
                    header: { file: {{{InFile("secret in a header")}}} }
                    query: { file: {{{InFile("secret in a query")}}} }
                    body: { file: {{{InFile("secret in a body")}}} }
                    form: { file: {{{InFile("secret in a form")}}} }
                  steps:
                    - name: everything
                      method: POST
                      url: "{{{https}}}/steps?q={{query}}"
                      headers: { X-Key: "{{header}}", Content-Type: application/json }
                      body: '{"key":"{{body}}"}'
                      status: [200]
                  cleanup:
                    - name: form
                      method: POST
                      url: {{{https}}}/form
                      form: { key: "{{form}}" }
                      status: [200]
              - id: grant
                name: Client credentials
                component: all
                https:
                  url: {{{https}}}/never
                  ca_file: {{{peers.CaFile}}}
                  auth:
                    oauth2:
                      token_url: {{{https}}}/token
                      client_id: ringback
                      client_secret: { file: {{{InFile("client secret in a header")}}} }
              - id: password-grant
                name: Password grant
                component: all
                https:
                  url: {{{https}}}/never
                  ca_file: {{{peers.CaFile}}}
                  auth:
                    oauth2:
                      token_url: {{{https}}}/token
                      client_id: ringback
                      client_in: form
                      client_secret: { file: {{{InFile("client secret in a form")}}} }
                      user: { username: eve, password: { file: {{{InFile("password of a grant")}}} } }
              - id: websocket
                name: WebSocket
                component: all
                websocket:
                  url: "wss://127.0.0.1:{{{peers.Https.Port}}}/socket?k={{key}}"
                  ca_file: {{{peers.CaFile}}}
                  secrets: { key: { file: {{{InFile("secret of a WebSocket")}}} } }
                  headers: { X-Key: "{{key}}" }
            """;
    }

    private string New(string name)
    {
        var canary = Canary.New(name);
        _canaries.Add(canary);
        return canary.Secret;
    }

    private string InFile(string name)
    {
        var file = Path.Combine(folder, $"{_canaries.Count}.secret");
        File.WriteAllText(file, New(name));
        return file;
    }

    /// <summary>Secrets that no server has seen, and receivers that nobody told anything: what was never sent proves nothing.</summary>
    public List<string> Missing()
    {
        string[] travelling =
        [
            "password of HTTP",
            "bearer token",
            "secret in a header",
            "secret in a query",
            "secret in a body",
            "secret in a form",
            "client secret in a header",
            "client secret in a form",
            "password of a grant",
            "secret of a WebSocket",
        ];
        var asked = string.Join('\n', peers.Asked);
        return
        [
            .. _canaries
                .Where(each => travelling.Contains(each.Name) && !each.In(asked).Any())
                .Select(each => each.Name),
            .. ((string[])["username=\"alice\"", "username=\"bob\""]).Where(user =>
                !asked.Contains(user, StringComparison.Ordinal)
            ),
            .. ((string[])["/hook/", "/duty", "/manager"]).Where(path =>
                !peers.Told.Any(told => told.StartsWith(path, StringComparison.Ordinal))
            ),
        ];
    }

    /// <summary>A receiver is sent its own address and key, and nobody else's.</summary>
    public string WithoutItsOwn(string told)
    {
        string[] own =
            told.StartsWith("/hook/", StringComparison.Ordinal) ? ["address of a webhook"]
            : told.StartsWith("/duty", StringComparison.Ordinal) ? ["routing key"]
            : [];
        foreach (var canary in _canaries.Where(each => own.Contains(each.Name)))
        foreach (var shape in canary.In(told).ToList())
            told = told.Replace(shape, "", StringComparison.Ordinal);

        return told;
    }
}
