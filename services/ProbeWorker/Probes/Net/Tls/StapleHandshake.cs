using System.Net;
using System.Net.Sockets;
using Org.BouncyCastle.Tls;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>
/// A handshake that is made for the stapled OCSP answer alone (RFC 6066 §8), over a connection of its own: the runtime's TLS neither asks for
/// one nor shows one.
/// </summary>
/// <remarks>It trusts nobody and says nothing: what it is shown is held against the certificate that was trusted before.</remarks>
internal static class StapleHandshake
{
    /// <returns>The leaf certificate and what is stapled to it, in DER; no leaf where none was shown.</returns>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="IOException">No handshake.</exception>
    /// <exception cref="OperationCanceledException">Not before <paramref name="deadline"/>.</exception>
    public static async Task<(byte[]? Leaf, byte[]? Staple)> RunAsync(
        EndPoint server,
        Trust trust,
        CancellationToken deadline
    )
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, deadline);
        var client = new Client(trust);
        await Task.Factory.StartNew(
            () => ShakeHands(socket, client, deadline),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        return (client.Leaf, client.Staple);
    }

    private static void ShakeHands(Socket socket, Client client, CancellationToken deadline)
    {
        using var closing = deadline.Register(socket.Dispose);
        try
        {
            var protocol = new TlsClientProtocol(new NetworkStream(socket));
            protocol.Connect(client);
            protocol.Close();
        }
        catch (Exception e) when (client.Leaf is not null && e is IOException or ObjectDisposedException)
        {
            // What it was made for is there: a server that wants our certificate too may break it off.
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            throw new OperationCanceledException(deadline);
        }
    }

    private sealed class Client(Trust trust) : DefaultTlsClient(new StrangersCrypto()), TlsAuthentication
    {
        public byte[]? Leaf { get; private set; }

        public byte[]? Staple { get; private set; }

        public override TlsAuthentication GetAuthentication() => this;

        public TlsCredentials? GetClientCredentials(CertificateRequest certificateRequest) => null;

        public void NotifyServerCertificate(TlsServerCertificate serverCertificate)
        {
            if (serverCertificate.Certificate.IsEmpty)
                return;

            Staple = StapleReader.Find(serverCertificate);
            Leaf = serverCertificate.Certificate.GetCertificateAt(0).GetEncoded();
        }

        protected override ProtocolVersion[] GetSupportedVersions() =>
            ProtocolVersion.TLSv13.DownTo(ProtocolVersion.TLSv12);

        protected override IList<ProtocolName>? GetProtocolNames() =>
            trust.Options.ApplicationProtocols is { } offered
                ? [.. offered.Select(protocol => ProtocolName.AsUtf8Encoding(protocol.ToString()))]
                : null;

        protected override IList<ServerName>? GetSniServerNames() => ServerNames.Of(trust);
    }
}
