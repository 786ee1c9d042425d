/// The words of the second language by those of the recipes: stems, to which endings are put.
enum SecondLexicon {
  /// Things; those in -a are of one class, those in -o of the other.
  static let nouns = table(
    """
    almond:fosba apple:dirarga apricot:moga banana:mazuga basil:robepa bean:merdo beef:zedursa \
    beet:dusda berry:gosunvo bowl:rolka bread:tero bunch:nitolra butter:povo cake:nosa \
    carrot:rilirno cheese:zalna chicken:tisro chili:tosla cinnamon:lerdo cod:gita coffee:mofo \
    couscous:pizo cracker:kolofa cream:fesga crumble:zuko cucumber:forlo cumin:tursa cup:zunmo \
    curry:dosma dash:denfa degree:raba dill:diraza dough:mesilro egg:danno family:kado \
    fish:kozerba flour:letuvo fruit:zatirla ginger:verpo grandma:guvezo ham:vegunla \
    handful:vinka heat:rinilda honey:gola hour:runo ice:damenfo jam:lavonma juice:fefaro \
    lamb:fuzunso lard:puba leaf:sapenza leek:bika lemon:lipobo lentil:surma lime:fupanva \
    mango:befenra mayonnaise:bisurpo meat:pago milk:varna mint:nirpa minute:kopunpa \
    muffin:pipenfo mustard:molda noodle:deska oat:tika oil:ganna olive:zeformo omelette:gildo \
    onion:lunna orange:lurka oven:vedo pancake:belva paprika:zinfo parsley:lakasfo pasta:kasdo \
    peach:reka pear:birmo penne:fapefo pepper:felso pickle:vekorsa pie:lalba pinch:turgo \
    plate:naszo plum:nuzorka pork:lesta potato:laba radish:timedo rice:sireska sage:felna \
    salad:lirla salmon:kelfa salt:manka shallot:paka soup:muma spaghetti:kera spoon:tumisna \
    sprig:tusfa stew:potupa sugar:redafo summer:morba syrup:penina tart:puduto tea:valga \
    thyme:tonzo toast:nira tomato:relko top:rebono trout:desolto turmeric:nopa vanilla:doko \
    vegetable:zunko vinegar:garda water:pilerzo winter:tino yoghurt:beno zucchini:kenlo
    """)

  /// What agrees with a thing in class and number.
  static let adjectives = table(
    """
    big:larb black:lisd brown:garm classic:last coarse:zulp cold:milm covered:darg creamy:gisp \
    crisp:gisb done:vond dried:bosg easy:sisb fine:penv fluffy:mirm fresh:kisk golden:kosd \
    green:felk high:ponv hot:losg juicy:pend large:filp lean:girk low:bost medium:tunt \
    minced:kilv organic:kurg quick:sund ready:kest red:sosm ripe:zanb rustic:mosb simple:dosv \
    small:gang smoked:fulv soft:dulb sweet:venb tender:sinm thick:pold thin:dint uncovered:kelb \
    warm:pism white:lesk young:pelt
    """)

  /// What is done.
  static let verbs = table(
    """
    add:tibil arrange:nodal bake:solin beat:bitam boil:sogim braise:tudin brown:givil \
    chill:nekak chop:roril coat:nosir cook:fobik cool:remit crush:bemat cube:ladim cut:geset \
    dice:naket drain:milal drizzle:dadak fold:lodel fry:mivan grate:datal heat:lunim layer:loben \
    mash:gobak mix:navim peel:garam pour:kirim put:tikak rest:tuvek rinse:bedat saute:novan \
    scatter:zofal sear:bizel season:relan serve:ludel simmer:megak slice:saner soak:lemik \
    soften:kudik spread:motal sprinkle:gemar steam:setet stew:vavam stir:kukam toss:tigal \
    warm:fegim wash:relin whip:kepel whisk:sasak
    """)

  /// How it is done.
  static let adverbs = table(
    """
    carefully:dane coarsely:zeze finely:nibe gently:kede overnight:bere quickly:zuge \
    roughly:dipe slowly:zene thinly:rive well:vade
    """)

  /// What stands after the thing that it stands before in the recipes.
  static let postpositions = table("at:te for:du in:ma on:su to:li until:gis with:kel")
  /// What joins, and what stands for things.
  static let others = table("and:e it:el them:els then:poi")

  private static func table(_ text: String) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: text.split(separator: " ").map { entry in
        let parts = entry.split(separator: ":").map(String.init)
        return (parts[0], parts[1])
      })
  }
}
