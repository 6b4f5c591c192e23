using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Http;

[TestFixture]
internal sealed class PasswordGateTests
{
    // Both of "secret", made with htpasswd of apache2-utils.
    const string Alice = "alice:$2y$04$LrQ58NWFN66Q.TUrQEkNyuk6/3UhFcZKkhRNBdKgZHABhweG.3U6u\n";
    const string Bob = "bob:$2y$04$LrQ58NWFN66Q.TUrQEkNyuk6/3UhFcZKkhRNBdKgZHABhweG.3U6u\n";

    static readonly DateTime Changed = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A file of the same time, such as one that was copied back, may hold other users.</summary>
    [Test]
    public async Task Forgets_whom_it_admitted_with_the_file_that_named_them()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        var options = new ImageFactoryOptions();
        (options.Authentication.IsEnabled, options.Authentication.PasswordFile) = (true, folder["users"]);
        Write(Alice + Bob, Changed);
        var gate = new PasswordGate(options, time, NullLogger<PasswordGate>.Instance);
        Assert.That((await IsAdmittedAsync("alice"), await IsAdmittedAsync("bob")), Is.EqualTo((true, true)));

        Write(Bob, Changed.AddDays(1));
        Assert.That((await IsAdmittedAsync("alice"), await IsAdmittedAsync("bob")), Is.EqualTo((false, true)));

        Write(Bob, Changed);
        Assert.That((await IsAdmittedAsync("alice"), await IsAdmittedAsync("bob")), Is.EqualTo((false, true)));

        void Write(string text, DateTime changed)
        {
            File.WriteAllText(folder["users"], text);
            File.SetLastWriteTimeUtc(folder["users"], changed);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        async Task<bool> IsAdmittedAsync(string user)
        {
            var context = new DefaultHttpContext();
            context.Request.Headers.Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":secret"));
            var route = new FactoryRoute("/schematics", ["POST"], _ => Task.CompletedTask, isProtected: true);
            return await gate.AdmitAsync(new FactoryExchange(context, new RequestTarget("/schematics", string.Empty), route, [], "id"));
        }
    }
}
