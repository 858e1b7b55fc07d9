using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.RateLimiting;

namespace Ringback.Api.Security;

/// <summary>How often an address without a key, and a caller with one, may ask.</summary>
/// <remarks>
/// A minute's worth at once, then evenly. Who asks falls into one of a fixed number of buckets by a hash that is another in
/// each process: addresses made up by the million take no memory, and nobody can look for one that shares a bucket.
/// </remarks>
internal sealed class Throttle(SecurityOptions options) : IAsyncDisposable
{
    private const int Buckets = 16_384;
    private static readonly byte[] Salt = RandomNumberGenerator.GetBytes(16);

    private readonly PartitionedRateLimiter<int> _addresses = Limiter(options.AddressLimit);
    private readonly PartitionedRateLimiter<int> _callers = Limiter(options.CallerLimit);

    /// <summary>Whether an address that only claims to have a key may be looked up.</summary>
    public bool HasRoom(HttpContext context) => Left(_addresses, Bucket(AddressOf(context))) is not 0;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var caller = Caller.Of(context.User);
        return IsTaken(context, caller) ? next(context) : RefuseAsync(context, caller);
    }

    /// <summary>Counts a request, and says in its answer's headers how many more there may be.</summary>
    /// <param name="caller">Null for who is known by the address alone.</param>
    /// <returns>Whether it is within the limit.</returns>
    public bool IsTaken(HttpContext context, Caller? caller)
    {
        var (limiter, who, policy, limit) = caller is null
            ? (_addresses, AddressOf(context), "address", options.AddressLimit)
            : (_callers, caller.Id, "key", options.CallerLimit);
        if (limit == 0)
            return true;

        var bucket = Bucket(who);
        using var lease = limiter.AttemptAcquire(bucket);
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";q={limit};w=60");
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{policy}\";r={Left(limiter, bucket) ?? 0};t={SecondsFor(1, limit)}"
        );
        return lease.IsAcquired;
    }

    private Task RefuseAsync(HttpContext context, Caller? caller)
    {
        var limit = caller is null ? options.AddressLimit : options.CallerLimit;
        context.Response.Headers.RetryAfter = SecondsFor(1, limit).ToString(CultureInfo.InvariantCulture);
        return TypedResults
            .Problem(
                statusCode: StatusCodes.Status429TooManyRequests,
                title: "Too many requests",
                detail: caller is null
                    ? $"An address may ask {limit} times a minute; with a key more."
                    : $"A key may ask {limit} times a minute."
            )
            .ExecuteAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        await _addresses.DisposeAsync();
        await _callers.DisposeAsync();
    }

    /// <summary>Of IPv6 the network of 64 bits: whoever has one address of it has all.</summary>
    private static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static int Bucket(string who)
    {
        var hash = HMACSHA256.HashData(Salt, System.Text.Encoding.UTF8.GetBytes(who));
        return (int)(BitConverter.ToUInt32(hash) % Buckets);
    }

    private static long? Left(PartitionedRateLimiter<int> limiter, int bucket) =>
        limiter.GetStatistics(bucket)?.CurrentAvailablePermits;

    private static int SecondsFor(int requests, int limit) => (int)Math.Ceiling(requests * 60.0 / limit);

    private static PartitionedRateLimiter<int> Limiter(int perMinute) =>
        PartitionedRateLimiter.Create<int, int>(bucket =>
            perMinute == 0
                ? RateLimitPartition.GetNoLimiter(bucket)
                : RateLimitPartition.GetTokenBucketLimiter(
                    bucket,
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = perMinute,
                        TokensPerPeriod = Math.Max(1, perMinute / 60),
                        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 60.0 / perMinute)),
                        QueueLimit = 0,
                    }
                )
        );
}
