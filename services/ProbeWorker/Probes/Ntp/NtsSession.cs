using System.Net;
using System.Security.Cryptography;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Ntp;
using Ringback.Protocols.Ntp.Nts;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>Keys and cookies of one run (RFC 8915): agreed on over TLS, used up one cookie a request.</summary>
internal sealed class NtsSession : INtpDialect, IDisposable
{
    private static readonly KeyExports Keys = new(
        NtsKeyRecords.ExporterLabel,
        [NtsKeyRecords.ExporterContext(fromServer: false), NtsKeyRecords.ExporterContext(fromServer: true)],
        AesSiv.KeySize
    );

    private readonly Queue<byte[]> _cookies;
    private readonly AesSiv _toServer;
    private readonly AesSiv _fromServer;

    private NtsSession(NtsKeyRecords records, ExporterTls tls)
    {
        Records = records;
        _cookies = new Queue<byte[]>(records.Cookies);
        _toServer = new AesSiv(tls.Keys[0]);
        _fromServer = new AesSiv(tls.Keys[1]);
    }

    public NtsKeyRecords Records { get; }

    /// <summary>Whether the server said NTSN: it could not read a cookie of ours.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>The phases <c>resolve</c>, <c>connect</c>, <c>tls</c> and <c>key_establishment</c>.</summary>
    /// <exception cref="JudgedException">The server agrees on nothing that we know.</exception>
    public static async Task<NtsSession> EstablishAsync(
        NtpCheck check,
        Trust trust,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var addresses = await run.Means.Resolver.ResolveAsync(run, check.Host, deadline);
        var socket = await TcpDial.ConnectAsync(
            [.. addresses.Select(address => new IPEndPoint(address, check.NtsPort))],
            run,
            deadline
        );
        return await ExporterTls.TalkAsync(
            socket,
            NtsKeyRecords.Protocol,
            trust,
            run,
            Keys,
            tls => Agree(tls, run),
            deadline
        );
    }

    public NtpQuestion? Ask(NtpTimestamp nonce)
    {
        if (!_cookies.TryDequeue(out var cookie))
            return null;

        var request = new NtsRequest(
            new NtpRequest(nonce),
            RandomNumberGenerator.GetBytes(NtsRequest.IdentifierSize),
            cookie,
            RandomNumberGenerator.GetBytes(NtsRequest.NonceSize)
        );
        return new NtpQuestion(request.ToBytes(_toServer), TryRead);

        bool TryRead(ReadOnlySpan<byte> datagram, out NtpHeader reply)
        {
            if (!request.TryReadReply(datagram, _fromServer, out reply, out var fresh))
                return false;

            IsRefused |= reply.Stratum == 0 && reply.ReferenceId.ToCode() == NtsRequest.Nak;
            foreach (var next in fresh.Take(NtsKeyRecords.MaxCookies - _cookies.Count))
                _cookies.Enqueue(next);

            return true;
        }
    }

    public void Dispose()
    {
        _toServer.Dispose();
        _fromServer.Dispose();
    }

    private static NtsSession Agree(ExporterTls tls, ProbeRun run)
    {
        using var phase = run.Phase(PhaseNames.KeyEstablishment);
        tls.Stream.Write(NtsKeyRecords.Request);
        var records = Read(tls.Stream);
        if (records is not { IsComplete: true })
        {
            var said = records?.Error is { } error ? $"error {error}" : "nothing that a client can use";
            throw new JudgedException(
                Judgement.Down(Reason.ProtocolError, $"The key establishment of NTS ended with {said}.")
            );
        }

        run.Evidence.Received(
            $"NTS keys: AES-SIV-CMAC-256, {records.Cookies.Count} cookies of {records.Cookies[0].Length} bytes, "
                + $"NTP server {records.Server ?? "the same"}, port {records.ServerPort ?? 123}"
        );
        return new NtsSession(records, tls);
    }

    /// <returns>Null where it breaks the rules, or ends before its end.</returns>
    private static NtsKeyRecords? Read(Stream stream)
    {
        var answer = new byte[NtsKeyRecords.MaxSize];
        for (var size = 0; size < answer.Length; )
        {
            var read = stream.Read(answer.AsSpan(size));
            if (read <= 0)
                return null;

            size += read;
            if (!NtsKeyRecords.TryRead(answer.AsSpan(0, size), out var records))
                return null;

            if (records is not null)
                return records;
        }

        return null;
    }
}
