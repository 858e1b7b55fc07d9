using System.Diagnostics;
using System.Globalization;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary><c>openssl s_server</c>, one for each thing that may be wrong with it. Each serves one connection at a time.</summary>
internal sealed class BrokenTlsServers : IAsyncDisposable
{
    /// <summary>What is beside the certificate, its key and those sent with it.</summary>
    private static readonly Dictionary<string, (string Leaf, string? Sent, string Options)> Servers = new()
    {
        ["good"] = ("good", "inter", ""),
        ["expired"] = ("expired", "inter", ""),
        ["not yet valid"] = ("future", "inter", ""),
        ["wrong name"] = ("elsewhere", "inter", ""),
        ["self-signed"] = ("self", null, ""),
        ["unknown authority"] = ("strange", null, ""),
        ["weak key"] = ("weak", "inter", "-cipher DEFAULT@SECLEVEL=0"),
        ["broken hash"] = ("sha1", "inter", "-cipher DEFAULT@SECLEVEL=0"),
        ["missing intermediate"] = ("good", null, ""),
        ["revoked"] = ("good", "inter", "-status_file revoked.der"),
        ["wrong use"] = ("client", "inter", ""),
        ["expired intermediate"] = ("ofold", "old", ""),
        ["forged signature"] = ("forged", "inter", ""),
        ["expires soon"] = ("soon", "inter", ""),
        ["must staple"] = ("must", "inter", ""),
        ["weak cipher"] = ("rsa", "inter", "-tls1_2 -cipher AES128-SHA@SECLEVEL=0"),
        ["wants a client"] = ("good", "inter", "-Verify 1 -CAfile root.pem -verify_return_error"),
        ["other protocol"] = ("good", "inter", "-alpn imap"),
    };

    /// <summary>A root, an intermediate below it, and what they issue; the answer that the good one was revoked.</summary>
    private const string Script = """
        export RANDFILE=rnd
        Ec="-newkey ec -pkeyopt ec_paramgen_curve:P-256"
        authority() { openssl req -x509 $Ec -nodes -keyout $1.key -out $1.pem -subj "/CN=$2" -days 3650; }
        certificate() { # name, issuer, days, extensions, key, digest; with Clock made at another time
          openssl req ${5:-$Ec} -nodes -keyout $1.key -out $1.csr -subj "/CN=$1"; printf "$4" > $1.ext
          $Clock openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -set_serial 0x$RANDOM -days $3 -extfile $1.ext -out $1.pem $6
        }
        San="subjectAltName=IP:127.0.0.1,DNS:pbx.test\nextendedKeyUsage=serverAuth\n"; Ca="basicConstraints=critical,CA:TRUE\n"
        authority root "Root"; authority stranger "Stranger"; certificate inter root 900 "$Ca"
        certificate good inter 90 "$San"; certificate soon inter 5 "$San"; certificate strange stranger 90 "$San"
        Clock="faketime -f -100d"; certificate expired inter 30 "$San"; certificate old root 30 "$Ca"
        Clock="faketime -f +50d"; certificate future inter 30 "$San"; Clock=
        certificate ofold old 90 "$San"; certificate must inter 90 "${San}tlsfeature=status_request\n"
        certificate elsewhere inter 90 "subjectAltName=DNS:elsewhere.test\nextendedKeyUsage=serverAuth\n"
        certificate client inter 90 "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=clientAuth\n"
        certificate weak inter 90 "$San" "-newkey rsa:1024"; certificate rsa inter 90 "$San" "-newkey rsa:2048"
        certificate sha1 inter 90 "$San" "" -sha1
        openssl req -x509 $Ec -nodes -keyout self.key -out self.pem -subj "/CN=self" -addext "subjectAltName=IP:127.0.0.1" -days 90
        cp good.key forged.key; openssl x509 -in good.pem -outform der -out forged.der # the last byte is of the signature
        last=$(tail -c 1 forged.der | od -An -tu1); truncate -s -1 forged.der; printf "\\x$(printf %02x $(( last ^ 1 )))" >> forged.der
        openssl x509 -in forged.der -inform der -out forged.pem
        until=$(date -u -d '+90 days' +%y%m%d%H%M%SZ); then=$(date -u -d '-2 days' +%y%m%d%H%M%SZ)
        serial=$(openssl x509 -in good.pem -noout -serial | cut -d= -f2)
        printf "R\t$until\t$then,keyCompromise\t$serial\tunknown\t/CN=good\n" > index.txt
        openssl ocsp -issuer inter.pem -cert good.pem -no_nonce -reqout good.req
        openssl ocsp -index index.txt -CA inter.pem -rsigner inter.pem -rkey inter.key -reqin good.req -respout revoked.der -ndays 7
        """;

    private readonly string _folder;
    private readonly Dictionary<string, (int Port, Process Process)> _running = [];

    private BrokenTlsServers(string folder) => _folder = folder;

    public string CaFile => Path.Combine(_folder, "root.pem");

    public string PathOf(string file) => Path.Combine(_folder, file);

    public int Port(string name) => _running[name].Port;

    public static async Task<BrokenTlsServers> StartAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-broken-tls-").FullName;
        var servers = new BrokenTlsServers(folder);
        await LocalProgram.RunScriptAsync(Script, folder, cancel);
        foreach (var (name, (leaf, sent, options)) in Servers)
        {
            var port = LocalProgram.FreePort();
            var words = string.Create(
                CultureInfo.InvariantCulture,
                $"s_server -accept 127.0.0.1:{port} -www -quiet -cert {leaf}.pem -key {leaf}.key {(sent is null ? "" : $"-cert_chain {sent}.pem")} {(options.Contains("-alpn") ? "" : "-alpn http/1.1,ntske/1")} {options}"
            );
            var process = LocalProgram.Start(
                "openssl",
                words.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                folder
            );
            servers._running[name] = (port, process);
        }

        foreach (var (port, process) in servers._running.Values)
            await LocalProgram.UntilListensAsync(port, process, cancel);

        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _running.Values)
            await LocalProgram.EndAsync(process);

        Directory.Delete(_folder, recursive: true);
    }
}
