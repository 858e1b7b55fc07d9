using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>Real mail servers with TLS, each with a certificate of its own (<c>mail_servers.py</c>).</summary>
internal sealed class MailServers : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private MailServers(Process process, DirectoryInfo folder, int[] ports) =>
        (_process, _folder, Ports) = (process, folder, ports);

    public int[] Ports { get; }

    /// <summary>The letters that they took.</summary>
    public IReadOnlyList<string> Letters =>
        Directory.Exists(MailFolder(_folder)) ? Directory.GetFiles(Path.Combine(MailFolder(_folder), "new")) : [];

    /// <param name="servers">starttls, tls or login, and the certificate with its key.</param>
    public static async Task<MailServers> StartAsync(params (string Mode, X509Certificate2 Certificate)[] servers)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-mail-");
        var arguments = new List<string>
        {
            Path.Combine(Repository.Root, "tests/Integration/Aggregator/Alerts/mail_servers.py"),
            MailFolder(folder),
        };
        foreach (var (mode, certificate) in servers)
        {
            using var key = certificate.GetECDsaPrivateKey()!;
            var file = Path.Combine(folder.FullName, $"{arguments.Count}.pem");
            await File.WriteAllTextAsync(
                file,
                $"{certificate.ExportCertificatePem()}\n{PemEncoding.WriteString("PRIVATE KEY", key.ExportPkcs8PrivateKey())}\n"
            );
            arguments.Add($"{mode}:{file}");
        }

        var process = Process.Start(
            // Debian's own: that is whose aiosmtpd the lab has.
            new ProcessStartInfo("/usr/bin/python3", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var ports = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        return new MailServers(
            process,
            folder,
            [.. ports.Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture))]
        );
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string MailFolder(DirectoryInfo folder) => Path.Combine(folder.FullName, "mail");
}
