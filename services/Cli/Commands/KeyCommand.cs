using System.CommandLine;
using Ringback.Cli.Ledger;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store.Access;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback key</c>: API keys, by those who reach the database; the first administrator's is made so.</summary>
internal static class KeyCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Who uses it, for what" };
    private static readonly Argument<string> Id = new("ID") { Description = "Of the key: what follows rbk_" };

    private static readonly Option<Role> RoleOption = new("--role")
    {
        Description = "viewer reads, operator announces work and runs checks, admin changes catalog and keys",
        DefaultValueFactory = _ => Role.Viewer,
    };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "That it holds, 1 to 731",
        DefaultValueFactory = _ => 90,
    };

    private static readonly Option<int> OverlapHours = new("--overlap-hours")
    {
        Description = "That the secret before it goes on to hold; 0 to end it now",
        DefaultValueFactory = _ => 24,
    };

    public static Command Create()
    {
        Command create = new("create", "Make a key: its token is printed, and never again") { Name, RoleOption, Days };
        create.SetAction((parsed, cancel) => WithKeysAsync(parsed, keys => CreateAsync(parsed, keys, cancel)));
        Command list = new("list", "Every key, without its secrets");
        list.SetAction((parsed, cancel) => WithKeysAsync(parsed, keys => ListAsync(keys, cancel)));
        Command rotate = new("rotate", "Give a key a new secret, while the one before holds for a while yet")
        {
            Id,
            OverlapHours,
        };
        rotate.SetAction((parsed, cancel) => WithKeysAsync(parsed, keys => RotateAsync(parsed, keys, cancel)));
        Command revoke = new("revoke", "Refuse a key from now on") { Id };
        revoke.SetAction((parsed, cancel) => WithKeysAsync(parsed, keys => RevokeAsync(parsed, keys, cancel)));
        Command fresh = new("new", "Print a token of no key yet, for the file that Keys__BootstrapFile names");
        fresh.SetAction(_ => Console.WriteLine(KeyToken.New().Reveal()));

        return new("key", "API keys: who may read and write what")
        {
            LedgerArguments.Database,
            create,
            list,
            rotate,
            revoke,
            fresh,
        };
    }

    private static Task<int> WithKeysAsync(ParseResult parsed, Func<KeyLedger, Task<int>> command) =>
        LedgerArguments.WithLedgerAsync(parsed, database => command(new KeyLedger(database, TimeProvider.System)));

    private static async Task<int> CreateAsync(ParseResult parsed, KeyLedger keys, CancellationToken cancel)
    {
        var days = parsed.GetValue(Days);
        if (days is < 1 or > 731)
            throw new CommandException($"--days wants 1 to 731, not {days}", CommandException.BadUsage);
        var name = parsed.GetRequiredValue(Name);
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            throw new CommandException("NAME is a line of 1 to 100 characters", CommandException.BadUsage);

        var wish = new KeyWish(
            name,
            parsed.GetValue(RoleOption),
            null,
            Instant.Now(TimeProvider.System) + TimeSpan.FromDays(days)
        );
        var (key, token) = await keys.CreateAsync(wish, Me, cancel);
        Console.Error.WriteLine($"key {key.Id}, {key.Role}, until {key.ExpiresAt}; this is the only time it is shown:");
        Console.WriteLine(token.Reveal());
        return 0;
    }

    private static async Task<int> ListAsync(KeyLedger keys, CancellationToken cancel)
    {
        var now = Instant.Now(TimeProvider.System);
        foreach (var key in await keys.ListAsync(null, 10_000, cancel))
        {
            var state =
                key.RevokedAt is { } revoked ? $"revoked {revoked}"
                : key.HoldsAt(now) ? $"until {key.ExpiresAt}"
                : $"expired {key.ExpiresAt}";
            Console.WriteLine(
                $"{key.Id}  {key.Role, -8}  {state}  used {key.LastUsedAt?.ToString() ?? "never"}  {key.Name}"
            );
        }

        return 0;
    }

    private static async Task<int> RotateAsync(ParseResult parsed, KeyLedger keys, CancellationToken cancel)
    {
        var hours = parsed.GetValue(OverlapHours);
        if (hours is < 0 or > 720)
            throw new CommandException($"--overlap-hours wants 0 to 720, not {hours}", CommandException.BadUsage);

        var id = parsed.GetRequiredValue(Id);
        var token = await keys.RotateAsync(id, TimeSpan.FromHours(hours), Me, cancel) switch
        {
            null => throw new CommandException($"no key {id} holds"),
            (_, null) => throw new CommandException($"two secrets of {id} hold already; --overlap-hours 0 ends both"),
            (_, { } fresh) => fresh,
        };
        Console.WriteLine(token.Reveal());
        return 0;
    }

    private static async Task<int> RevokeAsync(ParseResult parsed, KeyLedger keys, CancellationToken cancel)
    {
        var id = parsed.GetRequiredValue(Id);
        if (await keys.RevokeAsync(id, Me, cancel) is not { } key)
            throw new CommandException($"there is no key {id}");

        Console.WriteLine($"{id} is revoked since {key.RevokedAt}");
        return 0;
    }

    private static Actor Me { get; } = new($"cli:{Environment.UserName}", null, null);
}
