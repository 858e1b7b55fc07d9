using System.Diagnostics;
using System.Globalization;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary>nginx that staples what <c>openssl ocsp</c> made, a port for each case. Everything is in a folder that is removed at the end.</summary>
internal sealed class StaplingServer : IAsyncDisposable
{
    public const string Good = "good";
    public const string Delegated = "delegated";
    public const string Revoked = "revoked";
    public const string Stale = "stale";
    public const string OfAnother = "of another certificate";
    public const string OfMallory = "signed by another authority";
    public const string NotAllowed = "signed by who may not";
    public const string TryLater = "an error of the responder";
    public const string None = "none";
    public const string MustWithout = "must-staple without";
    public const string MustWith = "must-staple with";

    /// <summary>File of the answer, and which certificate is served with it.</summary>
    private static readonly Dictionary<string, (string? Answer, string Leaf)> Cases = new()
    {
        [Good] = ("good.der", "leaf"),
        [Delegated] = ("delegated.der", "leaf"),
        [Revoked] = ("revoked.der", "bad"),
        [Stale] = ("stale.der", "leaf"),
        [OfAnother] = ("revoked.der", "leaf"),
        [OfMallory] = ("mallory.der", "leaf"),
        [NotAllowed] = ("notallowed.der", "leaf"),
        [TryLater] = ("trylater.der", "leaf"),
        [None] = (null, "leaf"),
        [MustWithout] = (null, "must"),
        [MustWith] = ("must.der", "must"),
    };

    /// <summary>An authority; certificates 1001 (good), 1002 (revoked), 1003 (must-staple); responders of its own, without the right, and of nobody.</summary>
    private const string Script = """
        export RANDFILE=rnd
        authority() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -out $1.pem -subj "/CN=$2" -days 3650; }
        certificate() {
          openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -out $1.csr -subj "/CN=$1"
          printf "$3" > $1.ext; openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -set_serial $2 -days 90 -extfile $1.ext -out $1.pem
        }
        answer() { # file, certificate, signer, days; the answer is made that many days ago, for 7
          openssl ocsp -issuer ca.pem -cert $2.pem -no_nonce -reqout $1.req
          faketime "${4:-0} days ago" openssl ocsp -index index.txt -CA ca.pem -rsigner $3.pem -rkey $3.key -reqin $1.req -respout $1.der -ndays 7
        }
        authority ca "OCSP test authority"; authority mallory "OCSP test authority"
        San="subjectAltName=IP:127.0.0.1,DNS:stapled.test\nextendedKeyUsage=serverAuth\n"
        certificate leaf 0x1001 "$San"; certificate bad 0x1002 "$San"; certificate must 0x1003 "${San}tlsfeature=status_request\n"
        certificate responder 0x2001 "extendedKeyUsage=OCSPSigning\n"; certificate intruder 0x2002 "extendedKeyUsage=serverAuth\n"
        until=$(date -u -d '+90 days' +%y%m%d%H%M%SZ); then=$(date -u -d '-2 days' +%y%m%d%H%M%SZ)
        printf "V\t$until\t\t1001\tunknown\t/CN=leaf\nR\t$until\t$then,keyCompromise\t1002\tunknown\t/CN=bad\nV\t$until\t\t1003\tunknown\t/CN=must\n" > index.txt
        answer good leaf ca; answer delegated leaf responder; answer revoked bad ca; answer stale leaf ca 30; answer must must ca
        answer mallory leaf mallory; answer notallowed leaf intruder; printf '\060\003\012\001\003' > trylater.der
        """;

    private readonly string _folder;
    private readonly Process _nginx;
    private readonly Dictionary<string, int> _ports;

    private StaplingServer(string folder, Process nginx, Dictionary<string, int> ports) =>
        (_folder, _nginx, _ports) = (folder, nginx, ports);

    public static IEnumerable<string> All => Cases.Keys;

    public string CaFile => Path.Combine(_folder, "ca.pem");

    public int Port(string name) => _ports[name];

    public static async Task<StaplingServer> StartAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-staple-").FullName;
        await LocalProgram.RunScriptAsync(Script, folder, cancel);
        var ports = Cases.Keys.ToDictionary(name => name, _ => LocalProgram.FreePort());
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), Configuration(ports), cancel);
        var nginx = LocalProgram.Start("nginx", ["-p", folder, "-e", "error.log", "-c", "nginx.conf"], folder);
        foreach (var port in ports.Values)
            await LocalProgram.UntilListensAsync(port, nginx, cancel);

        return new(folder, nginx, ports);
    }

    public async ValueTask DisposeAsync()
    {
        await LocalProgram.EndAsync(_nginx);
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(Dictionary<string, int> ports)
    {
        var servers = Cases.Select(each =>
        {
            var staple = each.Value.Answer is { } file ? $"ssl_stapling on; ssl_stapling_file {file};" : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"server {{ listen 127.0.0.1:{ports[each.Key]} ssl; ssl_certificate {each.Value.Leaf}.pem; ssl_certificate_key {each.Value.Leaf}.key; {staple} return 204; }}"
            );
        });
        return $$"""
            daemon off; master_process off; pid nginx.pid; error_log stderr crit; events {}
            http {
              access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
              ssl_protocols TLSv1.2 TLSv1.3;
              {{string.Join('\n', servers)}}
            }
            """;
    }
}
