using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store.Access;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="EndsAt">Null: with its key.</param>
internal sealed record SecretAnswer(Instant CreatedAt, Instant? EndsAt);

/// <param name="Id">Public: it stands in the key, after <c>rbk_</c>.</param>
/// <param name="Status">valid, expired or revoked.</param>
/// <param name="Components">Ids of the components that it is limited to; null for all.</param>
/// <param name="LastUsedAt">To within five minutes; null where never.</param>
/// <param name="Secrets">Those that hold now, oldest first: two while it is rotated.</param>
internal sealed record KeyAnswer(
    string Id,
    string Name,
    Role Role,
    string Status,
    IReadOnlyList<string>? Components,
    Instant CreatedAt,
    Instant ExpiresAt,
    Instant? RevokedAt,
    Instant? LastUsedAt,
    IReadOnlyList<SecretAnswer> Secrets
);

/// <param name="Token">The whole key, shown this once; null where the answer is told again by its Idempotency-Key.</param>
internal sealed record NewKeyAnswer(KeyAnswer Key, string? Token);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record KeysAnswer(IReadOnlyList<KeyAnswer> Keys, string? NextCursor);

/// <param name="Name">For people: who uses it, for what.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="Components">Ids of the components that it is limited to; all where left out.</param>
/// <param name="ExpiresAt">At most two years ahead; 90 days from now where left out.</param>
internal sealed record KeyRequest(
    string? Name,
    string? Role,
    IReadOnlyList<string>? Components = null,
    Instant? ExpiresAt = null
);

/// <param name="OverlapSeconds">How long the secret before it goes on to hold: a day where left out, at most 30 days, 0 to end it now.</param>
internal sealed record RotationRequest(long? OverlapSeconds = null);

internal static class KeyEndpoints
{
    private const int PageSize = 100;
    private const int LongestName = 100;
    private const int MostComponents = 100;
    private static readonly TimeSpan UsualLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(731);
    private static readonly TimeSpan UsualOverlap = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    public static void MapKeys(this RouteGroupBuilder v1)
    {
        var keys = v1.MapGroup("/keys").Needs(Role.Admin);
        keys.MapGet("", ListAsync)
            .WithName("ListKeys")
            .WithSummary("API keys, those that no longer hold too, by id")
            .WithDescription("Of their secrets only when they hold: no secret is ever read again.");
        keys.MapPost("", CreateAsync)
            .WithName("CreateKey")
            .WithSummary("Makes a key; its token is in this answer and never again")
            .WithDescription(
                "It holds for 90 days where no end is given, for two years at most; a limit to components is for viewers and operators."
            );
        keys.MapGet("/{id}", GetAsync)
            .WithName("GetKey")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One key")
            .WithDescription("Whom it is for, what it may do, how long it holds and when it was last used.");
        keys.MapPost("/{id}/rotations", RotateAsync)
            .WithName("RotateKey")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Gives a key a new secret, while the one before holds for a while yet")
            .WithDescription(
                "Put the new one in place, and the old one ends by itself: nothing is refused in between."
            );
        keys.MapDelete("/{id}", RevokeAsync)
            .WithName("RevokeKey")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Revokes a key: the next request with it is refused")
            .WithDescription("It stays in the list, and cannot be made valid again.");
    }

    private static async Task<Results<Ok<KeysAnswer>, ValidationProblem>> ListAsync(
        [Description("next_cursor of the page before")] string? cursor,
        KeyLedger keys,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (cursor is { Length: > 64 })
        {
            var errors = new QueryErrors();
            errors.RefuseCursor();
            return errors.ToProblem();
        }

        var page = Page.Of(await keys.ListAsync(cursor, Page.Read(PageSize), cancel), PageSize, key => key.Id);
        return TypedResults.Ok(new KeysAnswer([.. page.Rows.Select(key => Answer(key, time))], page.NextCursor));
    }

    private static async Task<Results<Ok<KeyAnswer>, ProblemHttpResult>> GetAsync(
        [Description("Id of the key")] string id,
        KeyLedger keys,
        TimeProvider time,
        CancellationToken cancel
    ) => await keys.FindAsync(id, cancel) is { } key ? TypedResults.Ok(Answer(key, time)) : Problems.NoSuchKey();

    private static async Task<Results<Created<NewKeyAnswer>, ValidationProblem>> CreateAsync(
        KeyRequest request,
        HttpContext context,
        KeyLedger keys,
        ComponentReads components,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var known = request.Components is null ? [] : await components.ReadAsync(now, cancel);
        if (Wish(request, [.. known.Select(row => row.Id)], now, out var errors) is not { } wish)
            return errors.ToProblem();

        var (key, token) = await keys.CreateAsync(wish, Caller.Actor(context), cancel);
        return TypedResults.Created(
            $"/v1/keys/{key.Id}",
            new NewKeyAnswer(Answer(key, time), ShownOnce.Tell(context, token.Reveal()))
        );
    }

    private static async Task<Results<Ok<NewKeyAnswer>, ValidationProblem, ProblemHttpResult>> RotateAsync(
        [Description("Id of the key")] string id,
        RotationRequest request,
        HttpContext context,
        KeyLedger keys,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (request.OverlapSeconds is { } seconds && (seconds < 0 || seconds > LongestOverlap.TotalSeconds))
        {
            var errors = new QueryErrors();
            errors.Add("overlap_seconds", $"must be from 0 to {LongestOverlap.TotalSeconds:F0}");
            return errors.ToProblem();
        }

        var overlap = request.OverlapSeconds is { } given ? TimeSpan.FromSeconds(given) : UsualOverlap;
        return await keys.RotateAsync(id, overlap, Caller.Actor(context), cancel) switch
        {
            null => Problems.NoSuchKey(),
            (_, null) => TypedResults.Problem(
                statusCode: StatusCodes.Status409Conflict,
                title: "Two secrets of this key hold",
                detail: "It was rotated before; wait until the older ends, or give overlap_seconds 0, which ends both."
            ),
            (var key, { } token) => TypedResults.Ok(
                new NewKeyAnswer(Answer(key, time), ShownOnce.Tell(context, token.Reveal()))
            ),
        };
    }

    private static async Task<Results<Ok<KeyAnswer>, ProblemHttpResult>> RevokeAsync(
        [Description("Id of the key")] string id,
        HttpContext context,
        KeyLedger keys,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        await keys.RevokeAsync(id, Caller.Actor(context), cancel) is { } key
            ? TypedResults.Ok(Answer(key, time))
            : Problems.NoSuchKey();

    private static KeyWish? Wish(KeyRequest request, HashSet<string> components, Instant now, out QueryErrors errors)
    {
        errors = new QueryErrors();
        if (request.Name is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
            errors.Add("name", $"must be a line of 1 to {LongestName} characters");
        if (!TryRole(request.Role, out var role))
            errors.Add("role", "must be viewer, operator or admin");
        if (
            request.Components is { } limits
            && (limits.Count is 0 or > MostComponents || !limits.All(components.Contains))
        )
            errors.Add("components", $"must be 1 to {MostComponents} ids of components of now, or left out for all");
        if (request.Components is not null && role == Role.Admin)
            errors.Add("components", "cannot limit an administrator");
        var expires = request.ExpiresAt ?? now + UsualLife;
        if (expires <= now || expires > now + LongestLife)
            errors.Add("expires_at", $"must be within {LongestLife.TotalDays:F0} days from now");

        return errors.Any ? null : new KeyWish(request.Name!, role, request.Components, expires);
    }

    private static bool TryRole(string? text, out Role role)
    {
        role = Enum.GetValues<Role>().FirstOrDefault(each => Access.Name(each) == text);
        return role != default;
    }

    private static KeyAnswer Answer(KeyRow key, TimeProvider time) =>
        new(
            key.Id,
            key.Name,
            key.Role,
            key.RevokedAt is not null ? "revoked"
                : key.HoldsAt(Instant.Now(time)) ? "valid"
                : "expired",
            key.Components,
            key.CreatedAt,
            key.ExpiresAt,
            key.RevokedAt,
            key.LastUsedAt,
            [.. key.Secrets.Select(secret => new SecretAnswer(secret.CreatedAt, secret.EndsAt))]
        );
}
