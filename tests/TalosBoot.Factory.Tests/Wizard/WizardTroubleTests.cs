using System.Net;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>What the wizard says, and in which language, when something cannot be read.</summary>
[TestFixture]
internal sealed class WizardTroubleTests
{
    // The catalogs of this version are images without their files.
    const string Unreadable = "target=metal&version=1.9.5&arch=amd64";

    [TestCase("en", "What Talos 1.9.5 offers cannot be read")]
    [TestCase("fr", "Ce que propose Talos 1.9.5 ne peut pas être lu")]
    public async Task A_catalog_that_cannot_be_read_is_a_sentence_on_the_step(string language, string sentence)
    {
        var (status, page) = await GetAsync(FactoryLab.Main, $"/?{Unreadable}", language);

        Assert.That((int)status, Is.EqualTo(502));
        Assert.That(page, Does.Contain(sentence).And.Contain("<form").And.Contain("name=\"search\""), "One can go on without extensions.");
    }

    [Test]
    public async Task A_version_whose_catalog_cannot_be_read_is_good_for_what_needs_none()
    {
        var (status, page) = await GetAsync(FactoryLab.Main, $"/?{Unreadable}&extensions=-&cmdline-set=true", "en");

        Assert.That((int)status, Is.EqualTo(200));
        Assert.That(page, Does.Contain("/v1.9.5/metal-amd64.iso").And.Not.Contain("cannot be read"));
    }

    [Test]
    public async Task An_extension_of_a_version_whose_catalog_cannot_be_read_is_a_conflict()
    {
        var (status, page) = await GetAsync(FactoryLab.Main, $"/?{Unreadable}&extensions=siderolabs%2Fgvisor&cmdline-set=true", "pl");

        Assert.That((int)status, Is.EqualTo(200));
        Assert.That(page, Does.Contain("Nie można teraz odczytać z wydania, co oferuje Talos 1.9.5."));
    }

    [Test]
    public async Task A_registry_that_cannot_be_reached_is_a_sentence_on_the_step()
    {
        using var folder = new TemporaryFolder();
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, folder["server"], "artifacts: {core: {registry: '127.0.0.1:1', insecure: true}}", usesRegistry: false);

        foreach (var address in new[] { "/?target=metal", "/?target=metal&version=1.12.0&arch=amd64" })
        {
            var (status, page) = await GetAsync(server, address, "ru");
            Assert.That((int)status, Is.EqualTo(502), address);
            Assert.That(page, Does.Contain("Сейчас нельзя прочитать список выпусков.").And.Contain("name=\"version\""), address);
        }
    }

    [TestCase("customization: {extraKernelArgs: x: y}", "en", "This is no schematic. It is neither YAML nor JSON. Line 1, column ")]
    [TestCase("\u0001", "fr", "Ce n’est pas un schéma. Ce n’est pas un texte en UTF-8.")]
    [TestCase("# nothing", "pl", "To nie jest schemat. Jest pusty.")]
    [TestCase("customization: *nobody", "ru", "Это не схема. Псевдоним или ключ слияния")]
    [TestCase("customisation: {}", "fr", "Il contient un champ que les schémas n’ont pas. Majuscules et minuscules comptent. Ligne 1, colonne 1 (customisation).")]
    [TestCase("customization:\n  extraKernelArgs: one", "pl", "Wartość ma niewłaściwy typ, na przykład tekst zamiast listy. Wiersz 2, kolumna 20 (customization.extraKernelArgs).")]
    [TestCase("customization: {}\ncustomization: {}", "ru", "Ключ встречается дважды. Удалите один из двух. Строка 2, столбец 1")]
    [TestCase("customization: {bootloader: lilo}", "fr", "Ce chargeur d’amorçage n’existe pas.")]
    [TestCase("owner: bob", "pl", "Ma właściciela, którego ta usługa nie zna.")]
    public async Task Import_tells_in_the_language_of_the_page_why_a_text_is_no_schematic(string text, string language, string sentence)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ui/import")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("schematic", text)]),
            Headers = { { "Accept-Language", language } },
        };
        using var answer = await FactoryLab.Main.Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), Does.Contain(sentence));
    }

    static async Task<(HttpStatusCode Status, string Page)> GetAsync(FactoryServer server, string address, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Language", language } } };
        using var answer = await server.Http.SendAsync(request);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }
}
