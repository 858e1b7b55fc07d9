using System.Net.Security;
using System.Net.Sockets;
using Org.BouncyCastle.Tls;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Tls;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>TLS 1.3 as a client, with keys for another protocol out of it (RFC 8446 §7.5): <see cref="SslStream"/> gives none.</summary>
/// <remarks>The handshake is BouncyCastle's, the judgement of the certificate is that of <see cref="Trust"/>, as everywhere.</remarks>
internal sealed class ExporterTls
{
    private readonly TlsClientProtocol _protocol;

    private ExporterTls(TlsClientProtocol protocol, IReadOnlyList<byte[]> keys) => (_protocol, Keys) = (protocol, keys);

    /// <summary>Blocks: only within <see cref="TalkAsync"/>.</summary>
    public Stream Stream => _protocol.Stream;

    /// <summary>What both sides make of the handshake for each context, and nobody else can.</summary>
    public IReadOnlyList<byte[]> Keys { get; }

    /// <summary>Shakes hands (the phase <c>tls</c>) and talks, on a thread of its own.</summary>
    /// <param name="socket">Connected; closed at the end.</param>
    /// <param name="protocol">What is spoken over it (RFC 7301); a server that does not choose it is none.</param>
    /// <param name="exports">What keys are wanted.</param>
    /// <param name="deadline">Closes the socket.</param>
    /// <exception cref="JudgedException">No trust, a certificate that was revoked, no handshake, or another protocol.</exception>
    public static Task<T> TalkAsync<T>(
        Socket socket,
        string protocol,
        Trust trust,
        ProbeRun run,
        KeyExports exports,
        Func<ExporterTls, T> talk,
        CancellationToken deadline
    ) =>
        Task.Factory.StartNew(
            () => Talk(socket, new Client(protocol, trust, exports), trust, run, talk, deadline),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private static T Talk<T>(
        Socket socket,
        Client client,
        Trust trust,
        ProbeRun run,
        Func<ExporterTls, T> talk,
        CancellationToken deadline
    )
    {
        using var stream = new StampedStream(socket, run.Time);
        using var closing = deadline.Register(socket.Dispose);
        var protocol = new TlsClientProtocol(stream);
        try
        {
            using (var phase = new TlsPhase(stream, run))
            {
                protocol.Connect(client);
                phase.Succeed();
            }

            if (client.Chosen != client.Wanted)
            {
                throw new JudgedException(
                    Judgement.Down(Reason.ProtocolError, $"The server does not speak {client.Wanted} over TLS.")
                );
            }

            run.Evidence.Note($"TLS 1.3, {client.Chosen}");
            run.Concern ??= StapleLook.Judge(client.Staple, trust, run) ?? trust.FindExpiry();
            var said = talk(new ExporterTls(protocol, client.Keys));
            protocol.Close();
            return said;
        }
        catch (Exception e) when (deadline.IsCancellationRequested && e is not JudgedException)
        {
            throw new OperationCanceledException(e.Message, e, deadline);
        }
        catch (TlsException e)
        {
            throw new JudgedException(
                Judgement.Down(
                    Reason.TlsFailure,
                    client.Objection ?? $"The TLS 1.3 handshake failed: {e.InnerException?.Message ?? e.Message}"
                ),
                e
            );
        }
        finally
        {
            if (trust.Shown is { Leaf: not null } shown)
                TlsConnection.Record(shown, run);
        }
    }

    private sealed class Client(string wanted, Trust trust, KeyExports exports)
        : DefaultTlsClient(new StrangersCrypto()),
            TlsAuthentication
    {
        public string? Chosen { get; private set; }

        public string? Objection { get; private set; }

        public string Wanted { get; } = wanted;

        public byte[]? Staple { get; private set; }

        public IReadOnlyList<byte[]> Keys { get; private set; } = [];

        public override TlsAuthentication GetAuthentication() => this;

        public TlsCredentials? GetClientCredentials(CertificateRequest certificateRequest) => null;

        public void NotifyServerCertificate(TlsServerCertificate serverCertificate)
        {
            if (
                trust.FindObjection(serverCertificate.Certificate.GetCertificateList().Select(c => c.GetEncoded())) is
                { } objection
            )
            {
                Objection = objection;
                throw new TlsFatalAlert(AlertDescription.bad_certificate, objection);
            }

            Staple = StapleReader.Find(serverCertificate);
        }

        public override void NotifyHandshakeComplete()
        {
            base.NotifyHandshakeComplete();
            Chosen = m_context.SecurityParameters.ApplicationProtocol?.GetUtf8Decoding();
            Keys =
            [
                .. exports.Contexts.Select(context =>
                    m_context.ExportKeyingMaterial(exports.Label, context, exports.Length)
                ),
            ];
        }

        protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.TLSv13.Only();

        protected override IList<ProtocolName> GetProtocolNames() => [ProtocolName.AsUtf8Encoding(Wanted)];

        protected override IList<ServerName>? GetSniServerNames() => ServerNames.Of(trust);
    }
}

/// <summary>Keys that a handshake is to give.</summary>
/// <param name="Contexts">One key for each.</param>
/// <param name="Length">Of each key, in bytes.</param>
internal sealed record KeyExports(string Label, IReadOnlyList<byte[]> Contexts, int Length);
