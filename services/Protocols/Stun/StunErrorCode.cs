namespace Ringback.Protocols.Stun;

/// <summary>The registry "STUN Error Codes" of IANA, as far as this product acts on them.</summary>
public static class StunErrorCode
{
    public const int TryAlternate = 300;
    public const int BadRequest = 400;

    /// <summary>Credentials are missing or wrong; the answer carries realm and nonce.</summary>
    public const int Unauthorized = 401;
    public const int Forbidden = 403;
    public const int UnknownAttribute = 420;
    public const int AllocationMismatch = 437;

    /// <summary>The nonce is too old; the answer carries a fresh one.</summary>
    public const int StaleNonce = 438;
    public const int AddressFamilyNotSupported = 440;

    /// <summary>The credentials are not those that made the allocation.</summary>
    public const int WrongCredentials = 441;
    public const int UnsupportedTransportProtocol = 442;
    public const int PeerAddressFamilyMismatch = 443;

    /// <summary>This user has as many allocations as it may have.</summary>
    public const int AllocationQuotaReached = 486;
    public const int RoleConflict = 487;
    public const int ServerError = 500;

    /// <summary>The server has no relay port or memory left.</summary>
    public const int InsufficientCapacity = 508;
}
