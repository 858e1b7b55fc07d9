using System.Buffers.Binary;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ringback.Tests.Integration.Lab;

public sealed class OtherServersTests(LabFixture lab)
{
    private const ushort BindingSuccess = 0x0101;
    private const ushort AllocateError = 0x0113;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "200", "ringback lab is up")]
    [InlineData("/status/503", "503", "")]
    [InlineData("/status/404", "404", "")]
    public async Task The_web_server_answers_over_tls_with_the_labs_certificate(string path, string status, string text)
    {
        var port = await PortAsync("nginx", "LAB_HTTPS_PORT");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(lab.Variables["LAB_CA_FILE"]);
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port, Cancel);
        await using SslStream tls = new(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "web.lab.test",
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { authority },
                },
            },
            Cancel
        );

        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: web.lab.test\r\n\r\n"), Cancel);
        using StreamReader reader = new(tls);
        var answer = await reader.ReadToEndAsync(Cancel);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(text, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0001, BindingSuccess)]
    [InlineData(0x0003, AllocateError)] // 401: no credentials yet
    public async Task The_turn_server_answers(ushort request, ushort expected)
    {
        using UdpPeer turn = new(await PortAsync("coturn", "LAB_TURN_PORT"));
        byte[] question = [.. Convert.FromHexString("000000002112a442"), .. Guid.NewGuid().ToByteArray()[..12]];
        BinaryPrimitives.WriteUInt16BigEndian(question, request);

        var answer = await turn.AskAsync(question);

        Assert.Equal(expected, BinaryPrimitives.ReadUInt16BigEndian(answer));
        Assert.Equal(question[8..20], answer[8..20]);
    }

    [Fact]
    public async Task The_time_server_answers_with_stratum_3_and_the_clients_own_stamp()
    {
        using UdpPeer ntp = new(await PortAsync("chrony", "LAB_NTP_PORT"));
        var question = new byte[48];
        question[0] = 0x23; // version 4, client
        Guid.NewGuid().ToByteArray().AsSpan(0, 8).CopyTo(question.AsSpan(40));

        var answer = await ntp.AskAsync(question);

        Assert.Equal(0x24, answer[0]); // no leap warning, version 4, server
        Assert.Equal(3, answer[1]);
        Assert.Equal(question[40..48], answer[24..32]);
    }

    private async Task<int> PortAsync(string server, string variable) =>
        int.Parse(await lab.VariableAsync(server, variable), CultureInfo.InvariantCulture);
}
