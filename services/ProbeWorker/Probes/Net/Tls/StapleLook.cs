using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>The phase <c>ocsp</c>: asks the same address for the stapled OCSP answer, and judges it as the check wishes.</summary>
/// <remarks>Nobody else is asked: not the responder that the certificate names, for the peer must not choose whom we ask.</remarks>
internal static class StapleLook
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="server">That showed what <paramref name="trust"/> was satisfied with.</param>
    /// <returns>What is degraded by it; null for nothing.</returns>
    /// <exception cref="JudgedException">Revoked; or there is no good answer, and there must be one.</exception>
    public static async Task<Judgement?> RunAsync(
        EndPoint server,
        Trust trust,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        if (!IsWanted(trust))
            return null;

        var half = (run.TimeLimit - run.Elapsed) / 2;
        using var patience = new CancellationTokenSource(
            half < Patience ? TimeSpan.FromTicks(Math.Max(0, half.Ticks)) : Patience,
            run.Time
        );
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, deadline);
        try
        {
            using var phase = run.Phase(PhaseNames.Ocsp);
            var (leaf, staple) = await StapleHandshake.RunAsync(server, trust, either.Token);
            return leaf.AsSpan().SequenceEqual(trust.Shown!.LeafDer)
                ? Judge(staple, trust, run)
                : NotSeen("another certificate was shown", trust, run);
        }
        catch (Exception e)
            when (e is SocketException or IOException
                || (e is OperationCanceledException && !deadline.IsCancellationRequested)
            )
        {
            return NotSeen(e is OperationCanceledException ? "no answer in time" : e.Message, trust, run);
        }
    }

    /// <param name="staple">As it came in the handshake that <paramref name="trust"/> was asked in.</param>
    /// <inheritdoc cref="RunAsync"/>
    public static Judgement? Judge(byte[]? staple, Trust trust, ProbeRun run)
    {
        if (!IsWanted(trust))
            return null;

        var shown = trust.Shown!;
        using var leaf = X509CertificateLoader.LoadCertificate(shown.LeafDer);
        using var issuer = X509CertificateLoader.LoadCertificate(shown.IssuerDer);
        var found = StapleVerifier.Look(staple, leaf, issuer, run.Time.GetUtcNow());
        run.Measure(MeasurementNames.OcspStaple, (int)found.State);
        if (found.Age is { } age)
            run.Measure(MeasurementNames.OcspAgeSeconds, age.TotalSeconds);

        run.Evidence.Note(found.About);
        return found.State switch
        {
            StapleState.Good => null,
            StapleState.Revoked => throw new JudgedException(Judgement.Down(Reason.CertificateRevoked, found.About)),
            _ when IsRequired(trust) => throw new JudgedException(
                Judgement.Down(Reason.TlsFailure, $"{found.About} {WhyRequired(trust)}")
            ),
            StapleState.Missing => null,
            _ => Judgement.Degraded(Reason.TlsFailure, found.About),
        };
    }

    private static bool IsWanted(Trust trust) =>
        trust.Shown is { Objection: null } shown && (trust.Staple != StapleUse.IfDemanded || shown.DemandsStaple);

    private static bool IsRequired(Trust trust) => trust.Staple == StapleUse.Required || trust.Shown!.DemandsStaple;

    private static string WhyRequired(Trust trust) =>
        trust.Shown!.DemandsStaple
            ? "The certificate demands a good one (must-staple, RFC 7633): browsers refuse it so."
            : "The check requires a good one.";

    private static Judgement? NotSeen(string why, Trust trust, ProbeRun run)
    {
        var about = $"Whether the server staples an OCSP answer was not to be seen over a second connection: {why}.";
        run.Evidence.Note(about);
        return IsRequired(trust) ? Judgement.Degraded(Reason.TlsFailure, about) : null;
    }
}
