using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store;
using Ringback.Store.Access;
using Ringback.Store.Migrations;

namespace Ringback.Cli.Up;

/// <summary>The administrator's key of a private run: it goes with the run's database.</summary>
internal static class AdminKey
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Makes it once the schema is there, writes it into the run folder for its owner alone, and says where.</summary>
    public static async Task MakeAsync(UpSettings settings, CancellationToken cancel)
    {
        if (!settings.IsPrivate)
            return;

        await using var database = Database.Open(settings.Database, "ringback-up");
        var migrator = new Migrator(database);
        var began = TimeProvider.System.GetTimestamp();
        while (!await migrator.IsCurrentAsync(cancel))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new CommandException("the ledger's schema did not come: there is no key");

            await Task.Delay(Poll, TimeProvider.System, cancel);
        }

        var wish = new KeyWish(
            "ringback up",
            Role.Admin,
            null,
            Instant.Now(TimeProvider.System) + TimeSpan.FromDays(365)
        );
        var (_, token) = await new KeyLedger(database, TimeProvider.System).CreateAsync(
            wish,
            new Actor($"cli:{Environment.UserName}", null, null),
            cancel
        );
        var file = Path.Combine(settings.Lab.Folder, "admin.key");
        await using (
            var stream = new FileStream(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(token.Reveal()), cancel);
        }

        Console.WriteLine($"administrator's key: {file}");
    }
}
