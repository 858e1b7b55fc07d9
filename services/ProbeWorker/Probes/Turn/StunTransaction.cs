using System.Security.Cryptography;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Stun;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>Requests of one run to one server, each with its response (RFC 8489 §6, §9.2).</summary>
/// <remarks>
/// A success that answers a signed request counts only with the integrity of one who knows our key; any response with a
/// wrong integrity or fingerprint is ignored, and the wait goes on. An error without any integrity counts, which the
/// RFC would have ignored: a probe that stays silent about it would call a plain refusal a time-out.
/// </remarks>
/// <param name="channel">Connected to the server.</param>
/// <param name="tally">Shared by all transactions of the run.</param>
internal sealed class StunTransaction(IMessageChannel channel, ProbeRun run, StunTally tally)
{
    /// <summary>A stream repeats by itself what is lost (RFC 8489 §6.2.2).</summary>
    private IEnumerable<TimeSpan> Waits => channel is DatagramSocket ? StunRetransmission.Default.Waits : [];

    /// <summary>Of the last response: from the first sending of its request to its arrival at the kernel.</summary>
    public TimeSpan RoundTrip { get; private set; }

    /// <summary>Bound of the error in it: from the reading of the clock until the kernel had the datagram.</summary>
    public TimeSpan SendError { get; private set; }

    /// <param name="create">Builds the request for a transaction id; to be signed, not yet signed.</param>
    /// <param name="credential">Signs the request; null to send it bare.</param>
    /// <returns>The response whole, checked, of class success or error.</returns>
    /// <exception cref="OperationCanceledException">None came before <paramref name="deadline"/>.</exception>
    public async Task<byte[]> RequestAsync(
        Func<byte[], StunMessageWriter> create,
        StunCredential? credential,
        CancellationToken deadline
    )
    {
        var transactionId = RandomNumberGenerator.GetBytes(StunMessage.TransactionIdSize);
        var request = create(transactionId);
        credential?.Sign(request);
        var bytes = request.AddFingerprint().ToArray();
        run.Evidence.Sent(StunText.Describe(bytes));

        var started = run.Time.GetTimestamp();
        var exchange = new DatagramExchange(channel, run.Time);
        try
        {
            var running = exchange.RunAsync<byte[]>(bytes, Waits, IsResponse, deadline);
            var handedOver = RealtimeStamp.Now;
            var answer = await running;
            RoundTrip = answer.Datagram.ReceivedAt is { } receivedAt
                ? receivedAt - exchange.SentAt[0]
                : run.Time.GetElapsedTime(started);
            SendError = handedOver - exchange.SentAt[0];
            run.Evidence.Received(StunText.Describe(answer.Value));
            return answer.Value;
        }
        finally
        {
            tally.Add(exchange);
        }

        bool IsResponse(ReadOnlySpan<byte> datagram, out byte[] response)
        {
            response = [];
            if (!StunMessage.TryParse(datagram, out var message) || !Answers(message, bytes))
                return false;

            if (!IsTrue(message, credential))
            {
                run.Evidence.Note($"ignored, its integrity or fingerprint is wrong: {StunText.Describe(datagram)}");
                return false;
            }

            response = datagram.ToArray();
            return true;
        }
    }

    private static bool Answers(in StunMessage message, ReadOnlySpan<byte> request) =>
        StunMessage.TryParse(request, out var asked)
        && message.Type.Class is StunClass.Success or StunClass.Error
        && message.Type.Method == asked.Type.Method
        && message.TransactionId.SequenceEqual(asked.TransactionId);

    private static bool IsTrue(in StunMessage message, StunCredential? credential)
    {
        if (message.TryGet(StunAttributeType.Fingerprint, out _) && !StunFingerprint.Verify(message))
            return false;

        if (IsTalkedDown(message))
            return false;

        var hasIntegrity =
            message.TryGet(StunAttributeType.MessageIntegrity, out _)
            || message.TryGet(StunAttributeType.MessageIntegritySha256, out _);
        var mustVerify = credential is not null && (message.Type.Class == StunClass.Success || hasIntegrity);
        return !mustVerify || credential!.Verify(message);
    }

    /// <summary>
    /// The nonce offers password algorithms and the list is missing (RFC 8489 §9.2.5). In a challenge that is for
    /// <see cref="TurnLogin"/> to refuse.
    /// </summary>
    private static bool IsTalkedDown(in StunMessage message) =>
        message.TryGet(StunAttributeType.Nonce, out var nonce)
        && StunNonce.OffersPasswordAlgorithms(nonce)
        && !message.TryGet(StunAttributeType.PasswordAlgorithms, out _)
        && message.Type.Class == StunClass.Success;
}
