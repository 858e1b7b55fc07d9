using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Stun;
using Ringback.Protocols.Turn;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>The client's side of one allocation, from the challenge to the release (RFC 8656).</summary>
/// <remarks>
/// It never leaves an allocation behind that it can still end: disposed before <see cref="ReleaseAsync"/> has succeeded,
/// it goes on in the background, for <see cref="ReleasePatience"/> at most, and keeps its channel that long.
/// </remarks>
internal sealed class TurnSession(IMessageChannel channel, TurnLogin login, ProbeRun run, StunTally tally) : IDisposable
{
    /// <summary>For how long the release is tried again once the run is over.</summary>
    public static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

    private readonly StunTransaction _transaction = new(channel, run, tally);
    private StunCredential? _credential;
    private bool _mayBeAllocated;

    public IMessageChannel Channel => channel;

    /// <summary>The server gave the allocation without asking who we are.</summary>
    public bool IsOpenToAll { get; private set; }

    /// <summary>Asks bare, answers the challenge, and asks again.</summary>
    /// <param name="lifetime">Wished for; servers give what they please.</param>
    /// <exception cref="JudgedException">The server refused or broke the protocol.</exception>
    public async Task<TurnAllocation> AllocateAsync(
        TimeSpan lifetime,
        TurnAddressFamily? family,
        CancellationToken deadline
    )
    {
        var response = await _transaction.RequestAsync(Create, null, deadline);
        if (IsChallenge(response, StunErrorCode.Unauthorized))
        {
            _credential = login.Answer(Parse(response));
            _mayBeAllocated = true; // from here on the answer may be lost, the allocation made
            response = await RequestAsync(Create, deadline);
        }

        _mayBeAllocated = Parse(response).Type.Class == StunClass.Success;
        var success = Success(response);
        IsOpenToAll = _credential is null;
        return TurnAllocation.TryRead(success, out var allocation)
            ? allocation!
            : throw TurnRefusal.Incomplete(success);

        StunMessageWriter Create(byte[] transactionId) => TurnAllocateRequest.Create(transactionId, lifetime, family);
    }

    /// <inheritdoc cref="AllocateAsync" path="/exception"/>
    public async Task PermitAsync(IPEndPoint peer, CancellationToken deadline) =>
        Success(await RequestAsync(id => TurnPermissionRequest.Create(id, peer), deadline));

    /// <inheritdoc cref="AllocateAsync" path="/exception"/>
    public async Task ReleaseAsync(CancellationToken deadline)
    {
        Success(await RequestAsync(id => TurnRefreshRequest.Create(id, TimeSpan.Zero), deadline));
        _mayBeAllocated = false;
    }

    public void Dispose()
    {
        if (_mayBeAllocated)
            _ = ReleaseInBackgroundAsync();
        else
            channel.Dispose();
    }

    private async Task ReleaseInBackgroundAsync()
    {
        using var limit = new CancellationTokenSource(ReleasePatience, run.Time);
        try
        {
            await ReleaseAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or JudgedException)
        {
            // The run is judged already. A server that cannot be told ends the allocation when its lifetime is over.
            run.Evidence.Note("the allocation could not be released");
        }
        finally
        {
            channel.Dispose();
        }
    }

    /// <summary>A signed request, sent once more where the nonce had grown old.</summary>
    private async Task<byte[]> RequestAsync(Func<byte[], StunMessageWriter> create, CancellationToken deadline)
    {
        var response = await _transaction.RequestAsync(create, _credential, deadline);
        if (_credential is null || !IsChallenge(response, StunErrorCode.StaleNonce))
            return response;

        _credential = login.Answer(Parse(response));
        return await _transaction.RequestAsync(create, _credential, deadline);
    }

    private StunMessage Success(byte[] response)
    {
        var message = Parse(response);
        if (message.Type.Class != StunClass.Success)
            throw TurnRefusal.Judge(run, message);

        return StunUnknownAttributes.In(message).Count == 0 ? message : throw TurnRefusal.Incomplete(message);
    }

    private static bool IsChallenge(byte[] response, int code) =>
        Parse(response) is var message
        && message.Type.Class == StunClass.Error
        && message.TryGet(StunAttributeType.ErrorCode, out var value)
        && StunError.TryParse(value, out var error)
        && error.Code == code;

    private static StunMessage Parse(byte[] response) =>
        StunMessage.TryParse(response, out var message)
            ? message
            : throw new InvalidOperationException("A transaction ends only with a message.");
}
