using Ringback.Model.Access;
using Ringback.Store.Access;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api.Security;

public sealed class BootstrapKeyTests(LabFixture lab)
{
    [Fact]
    public async Task The_first_administrators_key_comes_from_a_file_and_stays_revoked_once_it_is()
    {
        var file = Path.GetTempFileName();
        var token = KeyToken.New();
        await File.WriteAllTextAsync(file, $"{token.Reveal()}\n", TestContext.Current.CancellationToken);
        try
        {
            await using var api = await SecuredApi.StartAsync(
                lab,
                new Dictionary<string, string> { ["Keys:BootstrapFile"] = file }
            );
            await Until.TrueAsync(
                async () => await api.StatusAsync("/v1/keys", token.Reveal()) == 200,
                "the file's key is an administrator's"
            );
            Assert.Equal(
                $"file:{file}",
                (
                    await new AuditLog(api.Centre.Database.Source).ReadAsync(
                        new AuditFilter(null, null, token.Id, null, 10),
                        TestContext.Current.CancellationToken
                    )
                )
                    .Single()
                    .Actor.Id
            );

            await api.Keys.RevokeAsync(token.Id, SecuredApi.Tester, TestContext.Current.CancellationToken);
            var wish = new KeyWish("again", Role.Admin, null, Model.Instant.MaxValue);
            Assert.False(
                await api.Keys.AdoptAsync(token, wish, SecuredApi.Tester, TestContext.Current.CancellationToken)
            );
            Assert.Equal(401, await api.StatusAsync("/v1/keys", token.Reveal()));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
