"""The signal words terms start with: plain data, written for this project; administrators change them on the page of a term.

Words are gathered by subject, so that an issue, a theme, a group of persons and a goal that share a subject share its words.
Between semicolons: a word or several that follow each other; `*` at the end stands for any ending; case and accents don't
matter. English first, then some French and Spanish. `words_for` gives a term its lines.
"""

SUBJECTS: dict[str, str] = {
    "accessibility": "accessib*; barrier-free; mobility; sign language; braille",
    "accountability": (
        "impunity; accountab*; bring to justice; brought to justice; bring perpetrators; perpetrators of; prosecute those "
        "responsible; hold accountable; held accountable; truth and reconciliation; transitional justice; investigate "
        "all; impunité; impunidad"
    ),
    "agenda": (
        "sustainable development goals; SDG*; 2030 agenda; millennium development goals; MDG*; voluntary commitments; "
        "objectifs de développement; objetivos de desarrollo"
    ),
    "alternative care": (
        "alternative care; foster care; family environment; orphan*; institutionalized children; adoption; street "
        "children; children in street situations; parental care"
    ),
    "assembly": (
        "freedom of assembly; peaceful assembly; freedom of association; assembly; associations; demonstrat*; protest*; "
        "association and assembly; réunion pacifique; reunión pacífica"
    ),
    "asylum": (
        "asylum*; refugee*; non-refoulement; refoulement; 1951 convention; status of refugees; UNHCR; réfugié*; refugiad*; asilo; demandeurs d'asile"
    ),
    "budget": ("budget*; financial resources; adequate resources; allocate; sufficient resources; funding; human and financial resources"),
    "business": (
        "business*; private companies; corporate; corporations; guiding principles on business; extractive; supply chain*; entreprises; empresas"
    ),
    "children": (
        "child; children*; boys; girls; minors; child's; CRC; rights of the child; juvenile*; adolescent*; infant*; "
        "corporal punishment; child labour; enfant*; niños; niñas; niñez; infancia"
    ),
    "civil and political": "civil and political rights; fundamental freedoms; civil rights; political rights",
    "civil society": (
        "civil society; NGO*; non-governmental organization*; non-governmental organisation*; nongovernmental; société civile; sociedad civil"
    ),
    "climate": "climate change; climate; global warming; greenhouse; rising sea; changement climatique; cambio climático",
    "coercive": "unilateral coercive measures; sanctions; embargo; blockade",
    "constitution": (
        "constitution*; legislative framework; domestic legislation; domestic law; national legislation; legal framework; incorporate into"
    ),
    "consumption": "consumption; waste; recycling; toxic; hazardous",
    "cooperation mechanisms": (
        "human rights mechanisms; treaty bod*; special procedure*; standing invitation; special rapporteur*; OHCHR; "
        "united nations mechanisms; technical assistance"
    ),
    "corruption": "corruption; anti-corruption; corrupt; bribery; good governance; transparency; corrupción",
    "counter-terrorism": "terroris*; counter-terrorism; counterterrorism; anti-terror*; terrorismo; terrorisme",
    "courts": (
        "justice; judicial; judiciary; judges; courts; court; fair trial; due process; independence of the judiciary; "
        "legal aid; penal code; criminal code; magistrate*; prosecutor*; legal system; judicial system; tribunal*; "
        "administration of justice; tribunaux; jueces"
    ),
    "culture": "cultural rights; culture; cultural heritage; cultural diversity; linguistic rights; cultural life",
    "data": "data; statistics; disaggregated; research; indicators; statistiques; estadísticas",
    "death penalty": (
        "death penalty; capital punishment; executions; moratorium; second optional protocol; death row; death sentences; "
        "abolish the death; ICCPR-OP2; peine de mort; pena de muerte"
    ),
    "defenders": "human rights defender*; defenders; activists; human rights activists; défenseurs; defensores; defensoras",
    "detention": (
        "detention; prison*; detainee*; penitentiar*; imprison*; inmates; overcrowding; pretrial; pre-trial; jail*; "
        "places of detention; deprived of liberty; deprived of their liberty; incarcerat*; custody; cárceles; carcelari*; "
        "détention; détenus"
    ),
    "development": "development; socio-economic; economic growth; right to development; desarrollo; développement",
    "development aid": (
        "development assistance; official development assistance; ODA; GNI; GDP; humanitarian assistance; aid; international cooperation; south-south"
    ),
    "disabilities": "disab*; CRPD; handicap*; discapacidad*; discapacitad*",
    "disappearances": (
        "enforced disappearance*; disappearance*; disappeared; missing persons; disparitions forcées; desaparición "
        "forzada; desapariciones; CED; CPED; ICPPED"
    ),
    "discrimination": "discriminat*; equality; equal; non-discrimination; égalité; igualdad",
    "economic and social": (
        "economic, social and cultural rights; economic and social rights; social and economic; ICESCR; OP-ICESCR; social "
        "services; basic services; living conditions; living standards; social security; social protection; social rights"
    ),
    "education": (
        "education; school*; literacy; illitera*; enrolment; enrollment; teachers; primary education; pupils; students; "
        "dropout; drop-out; éducation; educación; escuela*; école*"
    ),
    "elections": ("election*; electoral; vote; voting; right to vote; political participation; voters; polls; public affairs; élections; elecciones"),
    "employment": (
        "labour; labor; employment; work; workers; unemployment; ILO; trade union*; wage*; minimum wage; job*; workplace; "
        "equal pay; working conditions; domestic workers; travail; trabajo; trabajadores; empleo"
    ),
    "energy": "energy; electricity; renewable",
    "environment": (
        "environment; environmental; pollution; natural resources; natural disasters; biodiversity; deforestation; ecological; medio ambiente"
    ),
    "exploitation of children": (
        "child labour; child labor; sexual exploitation; child prostitution; child pornography; child soldiers; sale of "
        "children; exploitation of children; corporal punishment; child abuse; recruitment of children; OP-CRC*; travail "
        "des enfants; trabajo infantil"
    ),
    "expression": (
        "freedom of expression; freedom of opinion; expression; defamation; access to information; freedom of "
        "information; internet; freedom of speech; libel; liberté d'expression; libertad de expresión"
    ),
    "extrajudicial": (
        "extrajudicial; extra-judicial; summary executions; arbitrary killings; killings; unlawful killing*; ejecuciones extrajudiciales"
    ),
    "family": (
        "marriage*; family; families; forced marriage*; early marriage*; child marriage*; divorce; polygamy; family code; "
        "family law; inheritance; mariage*; matrimonio*; famille; familia"
    ),
    "follow-up": (
        "universal periodic review; UPR; follow-up; follow up; implementation of recommendations; implementation of the "
        "recommendations; UPR recommendations; accepted recommendations; mid-term; EPU; examen periódico universal; "
        "examen périodique universel"
    ),
    "food": "food; hunger; malnutrition; nutrition; food security; famine; agricultur*; alimentation; alimentación; hambre",
    "gender violence": (
        "violence against women; domestic violence; gender-based violence; gender violence; sexual violence; rape; "
        "marital rape; family violence; female genital mutilation; FGM; genital mutilation; genital cutting; honour "
        "killings; honor crimes; sexual harassment; spousal abuse; intimate partner; femicide*; violencia de género; "
        "violencia doméstica; violences conjugales; mutilations génitales"
    ),
    "general": (
        "human rights situation; protection and promotion of human rights; promotion and protection of human rights; "
        "human rights protection; continue its efforts; all human rights; field of human rights"
    ),
    "health": (
        "health; healthcare; medical; maternal mortality; infant mortality; child mortality; hospitals; diseases; "
        "vaccination; malaria; mental health; health-care; mortality; santé; salud"
    ),
    "hiv": "HIV*; AIDS; sida; VIH; VIH/SIDA",
    "housing": ("housing; homeless*; evictions; evicted; shelter; slum*; habitation; informal settlements; forced evictions; logement; vivienda*"),
    "human rights education": (
        "human rights education; training; awareness; awareness-raising; education and training; train; campaigns; "
        "sensitiz*; sensitis*; capacity-building; capacity building; curricul*; public campaigns; information campaigns; "
        "capacitación; formation; sensibilisation"
    ),
    "humanitarian law": (
        "international humanitarian law; humanitarian law; armed conflict*; geneva conventions; war crimes; crimes "
        "against humanity; genocide; international criminal court; rome statute; ICC; occupied; responsibility to "
        "protect; civilians"
    ),
    "identity": (
        "birth registration; birth certificates; nationality; citizenship; statelessness; stateless; identity documents; "
        "civil registration; register births; apatrid*; nacionalidad; nationalité"
    ),
    "inclusion": (
        "inclusive education; inclusion; community living; deinstitutionalization; independent living; integration of persons with disabilities"
    ),
    "indigenous": (
        "indigenous; ILO convention 169; convention no. 169; convention 169; free, prior and informed consent; native; "
        "tribal; autochtone*; indígena*; aboriginal; first nations"
    ),
    "industry": "infrastructure; industr*; innovation; technology",
    "instruments": (
        "ratif*; accede; acceding; accession; optional protocol*; convention; conventions; covenant; become a party; "
        "becoming a party; sign; signing; signature; rome statute; state party; instruments; reservations; reservation; "
        "treaty; treaties; OP-CAT; OPCAT; ICRMW; CED; CRPD; CEDAW; ICCPR; ICESCR; adhere; withdraw; convención; "
        "protocole; protocolo facultatif; protocolo facultativo"
    ),
    "internally displaced": "internally displaced; IDP*; displaced persons; displacement; displaced; desplazad*; déplacé*",
    "judges": "judges; lawyers; prosecutors; magistrates; judiciary; bar association; jueces; juges; avocats",
    "juvenile justice": (
        "juvenile justice; juvenile*; age of criminal responsibility; children in conflict with the law; minors in "
        "detention; criminal responsibility; justicia juvenil; justice juvénile"
    ),
    "land": "land; property; land reform; land rights; restitution; ownership; terres; tierras; propiedad",
    "law enforcement": (
        "police; law enforcement; security forces; security officers; excessive use of force; excessive force; police "
        "officers; police brutality; prison officials; prison staff; gendarmerie; policía; law-enforcement; armed forces; "
        "military"
    ),
    "lgbti": (
        "sexual orientation; gender identity; LGBT*; lesbian*; gay; homosexual*; same-sex; same sex; transgender; "
        "intersex; sexual minorities; consensual; orientation sexuelle; orientación sexual"
    ),
    "liberty": (
        "arbitrary detention; arbitrary arrest*; liberty and security; security of the person; habeas corpus; unlawful "
        "detention; arbitrarily; public security; crime prevention; gangs; small arms; crime; violent crime; seguridad "
        "ciudadana; insecurity"
    ),
    "media": ("media; press; journalist*; freedom of the press; broadcast*; press freedom; newspapers; presse; periodistas; prensa"),
    "medical staff": "medical staff; doctors; nurses; health professionals; health workers; health personnel; medical personnel",
    "migrants": (
        "migrant*; migration; immigra*; ICRMW; members of their families; irregular migra*; undocumented; foreigners; "
        "emigra*; aliens; migrat*; xenophob*"
    ),
    "minorities": (
        "minorit*; roma; ethnic; ethnic groups; religious minorities; linguistic; romani; gypsies; caste; dalit*; erased; "
        "minorités; minorías; afro-*; travellers"
    ),
    "movement": "freedom of movement; free movement; travel ban*; passports; exit visa*; leave the country; travel documents",
    "national plan": (
        "national plan; action plan; plan of action; national human rights plan; national strategy; national action plan; "
        "national plan of action; national human rights action plan; plan d'action; plan nacional; strategy"
    ),
    "nhri": (
        "national human rights institution*; paris principles; ombudsm*; national human rights commission; human rights "
        "commission; national institution; NHRI*; accreditation; A status; defensoría; institution nationale des droits; "
        "independent national human rights; ombudsperson; public defender"
    ),
    "nmirf": (
        "national mechanism for implementation; NMIRF; mechanism for reporting; reporting and follow-up; "
        "inter-ministerial; interministerial; follow-up mechanism; coordination mechanism; implementation of upr"
    ),
    "older": "older persons; elderly; older people; ageing; aging; old age; personnes âgées; adultos mayores",
    "other": "peace; national reconciliation; reconciliation; good practices; share; drug*; peacebuilding; peaceful",
    "partnerships": (
        "international cooperation; partnership*; international community; technical assistance; development assistance; civil society; NGO*"
    ),
    "poverty": (
        "poverty; poor; extreme poverty; poverty reduction; poverty alleviation; impoverished; destitut*; income inequality; pauvreté; pobreza"
    ),
    "privacy": "privacy; private life; surveillance; personal data; data protection; consensual; vie privée; vida privada",
    "public officials": (
        "public officials; civil servants; public servants; state officials; officials; funcionarios; fonctionnaires; "
        "training for; public administration"
    ),
    "racism": (
        "racis*; racial; racial discrimination; xenophob*; ICERD; CERD; durban; hate speech; intolerance; hate crimes; "
        "roma; ethnic discrimination; racisme; discriminación racial; stereotyp*; anti-semit*; islamophob*; people of "
        "african descent"
    ),
    "reform": (
        "reform*; legal reform; law reform; institutional; institutions; strengthen institutions; legislation; revise; "
        "review legislation; amend*; bring its legislation"
    ),
    "religion": (
        "religion; religious; freedom of religion; belief; freedom of conscience; worship; conscientious objection; "
        "conscientious objectors; faith; muslim*; christian*; interfaith; inter-religious; interreligious; apostasy; "
        "blasphemy; liberté de religion; libertad religiosa"
    ),
    "remedy": (
        "remedy; remedies; redress; reparation*; compensation; access to justice; legal aid; legal assistance; "
        "complaint*; complaints mechanism; effective remedy; acceso a la justicia; accès à la justice"
    ),
    "reproductive": (
        "reproductive; sexual and reproductive; abortion*; contracept*; family planning; maternal; sexual education; "
        "sexuality education; salud reproductiva; avortement; aborto"
    ),
    "reservations": ("reservation*; withdraw its reservation*; lift its reservation*; declarations; interpretative declaration*; réserves; reservas"),
    "right to life": (
        "right to life; death penalty; capital punishment; extrajudicial; killings; killed; moratorium; executions; derecho a la vida; droit à la vie"
    ),
    "roma": "roma; gypsies; sinti; travellers; romani; gitanos",
    "rule of law": (
        "rule of law; impunity; accountab*; état de droit; estado de derecho; bring to justice; perpetrators; combat impunity; fight against impunity"
    ),
    "rural": "rural; remote areas; rural areas; rurales; peasants; farmers; zones rurales",
    "sea": "ocean*; marine; fisheries; fishing; coastal",
    "self-determination": (
        "self-determination; occupied territor*; occupation; self determination; autodétermination; libre determinación; foreign occupation"
    ),
    "slavery": (
        "traffick*; human trafficking; trafficking in persons; slavery; forced labour; forced labor; smuggling; palermo "
        "protocol; traite; esclavage; trata; esclavitud; debt bondage; forced prostitution; servitude; victims of "
        "trafficking"
    ),
    "social security": (
        "social security; social protection; pension*; social welfare; unemployment benefits; safety net*; sécurité "
        "sociale; seguridad social; social assistance"
    ),
    "special procedures": (
        "special procedure*; standing invitation*; special rapporteur*; mandate holder*; mandate-holders; open "
        "invitation; working group on; independent expert; visit requests; requests for visits; requests to visit; extend "
        "an invitation; procédures spéciales; procedimientos especiales; thematic procedures; country visits; open and "
        "standing; requests of"
    ),
    "standard of living": (
        "standard of living; living standards; living conditions; quality of life; basic services; adequate standard; "
        "niveau de vie; nivel de vida; inequalit*"
    ),
    "state violence": (
        "police brutality; excessive use of force; excessive force; security forces; police; ill-treatment by; law "
        "enforcement; police violence; violence by police; abuses by; security services; brutality; human rights "
        "violations; abuse of; violations committed by; police officers; misconduct"
    ),
    "stateless": "stateless*; statelessness; apatrid*; without nationality; erased persons; erased; citizenship",
    "technical assistance": (
        "technical assistance; technical cooperation; technical support; assistance from; OHCHR; capacity-building; "
        "international assistance; international community; assistance and cooperation; seek assistance; seek technical; "
        "financial assistance; asistencia técnica; assistance technique; best practices; share its experience; "
        "cooperation with; international cooperation; request assistance; support from"
    ),
    "torture": (
        "torture; ill-treatment; cruel, inhuman; OPCAT; OP-CAT; CAT; convention against torture; inhuman or degrading; "
        "corporal punishment; degrading treatment; national preventive mechanism; preventive mechanism; mistreatment; "
        "tortura; optional protocol to the convention against torture"
    ),
    "treaty bodies": (
        "treaty bod*; committee; committees; overdue reports; concluding observations; periodic report*; CEDAW committee; "
        "reports to; submit its; reporting obligations; committee against torture; human rights committee; committee on; "
        "overdue; common core document; pending reports; submit reports; reports due; órganos de tratados; organes de "
        "traités; individual complaints; recommendations of the committee; recommendations of CEDAW; human rights "
        "mechanisms"
    ),
    "urban": "cities; urban; housing; slum*; public transport; settlements; homeless*",
    "victims": (
        "victims; witness*; protection of victims; victim assistance; support to victims; assistance to victims; "
        "shelters; rehabilitation of victims; victimes; víctimas; survivors"
    ),
    "violence": "violence; abuse; physical integrity; ill-treatment; corporal punishment; brutality; physical and moral",
    "vulnerable": (
        "vulnerable; marginalized; marginalised; disadvantaged; vulnerable groups; vulnerable persons; groupes vulnérables; grupos vulnerables"
    ),
    "water": ("water; drinking water; sanitation; safe water; clean water; potable; eau potable; agua potable; assainissement; saneamiento"),
    "women": (
        "women*; woman; gender; female; CEDAW; girls; domestic violence; feminist; maternal; rape; sexual violence; "
        "sexual harassment; women's rights; equality between men and women; genital mutilation; marital; wives; femme*; "
        "mujer*; género"
    ),
    "women in public life": (
        "women in decision-making; women in political; political participation of women; participation of women; "
        "representation of women; women in public; women in politics; decision-making; women's participation; quotas; "
        "empowerment of women; empower women; women's empowerment"
    ),
    "youth": "youth; young people; young persons; adolescent*; juvenile*; jeunes; jóvenes; juventud",
}

ISSUES: dict[str, tuple[str, ...]] = {
    "Asylum-seekers - refugees": ("asylum",),
    "CP rights - general": ("civil and political",),
    "Civil society": ("civil society",),
    "Corruption": ("corruption",),
    "Counter-terrorism": ("counter-terrorism",),
    "Death penalty": ("death penalty",),
    "Detention": ("detention",),
    "Development": ("development", "agenda", "development aid"),
    "Disabilities": ("disabilities",),
    "ESC rights - general": ("economic and social",),
    "Elections": ("elections",),
    "Enforced disappearances": ("disappearances",),
    "Environment": ("environment", "climate"),
    "Extrajudicial executions": ("extrajudicial",),
    "Freedom of association and peaceful assembly": ("assembly",),
    "Freedom of movement": ("movement",),
    "Freedom of opinion and expression": ("expression",),
    "Freedom of religion and belief": ("religion",),
    "Freedom of the press": ("media",),
    "General": ("general",),
    "HIV - Aids": ("hiv",),
    "Human rights defenders": ("defenders",),
    "Human rights education and training": ("human rights education",),
    "Human rights violations by state agents": ("state violence",),
    "Impunity": ("accountability",),
    "Indigenous peoples": ("indigenous",),
    "Internally displaced persons": ("internally displaced",),
    "International humanitarian law": ("humanitarian law",),
    "International instruments": ("instruments",),
    "Justice": ("courts", "remedy"),
    "Labour": ("employment",),
    "Migrants": ("migrants",),
    "Minorities": ("minorities",),
    "NHRI": ("nhri",),
    "National plan of action": ("national plan",),
    "Other": ("other",),
    "Poverty": ("poverty",),
    "Public security": ("liberty",),
    "Racial discrimination": ("racism",),
    "Right to education": ("education",),
    "Right to food": ("food",),
    "Right to health": ("health", "reproductive"),
    "Right to housing": ("housing",),
    "Right to land": ("land",),
    "Right to water": ("water",),
    "Rights of the Child": ("children", "juvenile justice", "exploitation of children"),
    "Sexual Orientation and Gender Identity": ("lgbti",),
    "Special procedures": ("special procedures",),
    "Technical assistance and cooperation": ("technical assistance",),
    "Torture and other CID treatment": ("torture",),
    "Trafficking": ("slavery",),
    "Treaty bodies": ("treaty bodies",),
    "UPR process": ("follow-up",),
    "Women's rights": ("women", "gender violence"),
}

THEMES: dict[str, tuple[str, ...]] = {
    "2030 Agenda & other voluntary commitments": ("agenda",),
    "Access to justice & remedy": ("remedy",),
    "Administration of justice & fair trial": ("courts",),
    "Advancement of women": ("women in public life",),
    "Budget & resources (for human rights implementation)": ("budget",),
    "Business & Human Rights": ("business",),
    "Children: definition; general principles; protection": ("children",),
    "Children: family environment & alternative care": ("alternative care",),
    "Children: juvenile justice": ("juvenile justice",),
    "Children: protection against exploitation": ("exploitation of children",),
    "Civil & political rights - general measures of implementation": ("civil and political",),
    "Conditions of detention": ("detention",),
    "Constitutional & legislative framework": ("constitution",),
    "Cooperation & consultation with civil society": ("civil society",),
    "Cooperation with human rights mechanisms & requests for technical assistance": ("cooperation mechanisms", "special procedures", "treaty bodies"),
    "Cultural rights": ("culture",),
    "Data collection & research": ("data",),
    "Death penalty": ("death penalty",),
    "Discrimination against women": ("women",),
    "Economic, social & cultural rights - general measures of implementation": ("economic and social",),
    "Enforced disappearances": ("disappearances",),
    "Equality & non-discrimination": ("discrimination", "lgbti"),
    "Freedom of movement": ("movement",),
    "Freedom of opinion and expression & access to information": ("expression", "media"),
    "Freedom of thought, conscience & religion": ("religion",),
    "Good governance & corruption": ("corruption",),
    "Human rights & climate change": ("climate",),
    "Human rights & counter-terrorism": ("counter-terrorism",),
    "Human rights & poverty": ("poverty",),
    "Human rights & the environment": ("environment",),
    "Human rights defenders": ("defenders",),
    "Human rights education, trainings & awareness raising": ("human rights education",),
    "Human trafficking & contemporary forms of slavery": ("slavery",),
    "Indigenous peoples": ("indigenous",),
    "Inter-State cooperation & development or humanitarian assistance": ("development aid",),
    "Internally displaced persons": ("internally displaced",),
    "International criminal & humanitarian law (including crimes against humanity, war crimes, genocide)": ("humanitarian law",),
    "Labour rights and right to work": ("employment",),
    "Land & property rights": ("land",),
    "Legal & institutional reform": ("reform",),
    "Liberty & security of the person": ("liberty",),
    "Members of minorities": ("minorities",),
    "Migrants": ("migrants",),
    "National Human Rights Action Plans (or specific areas) / implementation plans": ("national plan",),
    "National Human Rights Institution (NHRI)": ("nhri",),
    "National Mechanisms for Implementation, Reporting and Follow-up (NMIRF)": ("nmirf", "follow-up"),
    "Participation of women in political & public life": ("women in public life",),
    "Persons with disabilities: accessibility, mobility": ("accessibility",),
    "Persons with disabilities: definition, general principles": ("disabilities",),
    "Persons with disabilities: independence, inclusion": ("inclusion",),
    "Prohibition of torture & cruel, inhuman or degrading treatment": ("torture",),
    "Racial discrimination": ("racism",),
    "Ratification of & accession to international instruments": ("instruments",),
    "Refugees & asylum seekers": ("asylum",),
    "Reservations": ("reservations",),
    "Right to adequate housing": ("housing",),
    "Right to an adequate standard of living": ("standard of living",),
    "Right to development": ("development",),
    "Right to education": ("education",),
    "Right to food": ("food",),
    "Right to health": ("health", "hiv"),
    "Right to life": ("right to life",),
    "Right to participate in public affairs & right to vote": ("elections",),
    "Right to peaceful assembly & freedom of association": ("assembly",),
    "Right to physical & moral integrity": ("violence", "state violence"),
    "Right to private life, privacy": ("privacy",),
    "Right to self-determination": ("self-determination",),
    "Right to social security": ("social security",),
    "Rights related to marriage & family": ("family",),
    "Rights related to name, identity & nationality": ("identity",),
    "Rule of law & impunity": ("rule of law",),
    "Safe drinking water & sanitation": ("water",),
    "Sexual & gender-based violence": ("gender violence",),
    "Sexual & reproductive health and rights": ("reproductive",),
    "Support to victims & witnesses": ("victims",),
    "Unilateral coercive measures": ("coercive",),
    "Violence against women": ("gender violence",),
}

PERSONS: dict[str, tuple[str, ...]] = {
    "Children": ("children",),
    "Children in vulnerable situations (abused, living on the street, institutionalized, indigenous, migrant children etc.)": (
        "alternative care",
        "exploitation of children",
    ),
    "Civil society": ("civil society",),
    "Disappeared persons": ("disappearances",),
    "Educational staff & students": ("education",),
    "Human rights defenders": ("defenders",),
    "Indigenous peoples": ("indigenous",),
    "Internally displaced persons": ("internally displaced",),
    "Judges, lawyers and prosecutors": ("judges",),
    "Law enforcement / police & prison officials": ("law enforcement",),
    "Lesbian, gay, bisexual and transgender and intersex persons (LGBTI)": ("lgbti",),
    "Media": ("media",),
    "Medical staff / health professionals": ("medical staff",),
    "Migrants": ("migrants",),
    "Minorities/ racial, ethnic, linguistic, religious or descent-based groups": ("minorities", "racism"),
    "Non-citizens": ("migrants", "asylum"),
    "Older persons": ("older",),
    "Persons deprived of their liberty & detainees": ("detention",),
    "Persons living in poverty": ("poverty",),
    "Persons living in rural areas": ("rural",),
    "Persons living with HIV/AIDS": ("hiv",),
    "Persons with disabilities": ("disabilities",),
    "Public officials": ("public officials",),
    "Refugees & asylum seekers": ("asylum",),
    "Roma, Gypsies, Sinti & Travellers": ("roma",),
    "Stateless persons": ("stateless",),
    "Vulnerable persons/groups": ("vulnerable",),
    "Women & girls": ("women", "gender violence"),
    "Youth & juveniles": ("youth", "juvenile justice"),
}

GOALS: dict[int, tuple[str, ...]] = {
    1: ("poverty", "social security"),
    2: ("food",),
    3: ("health", "hiv", "reproductive"),
    4: ("education",),
    5: ("women", "gender violence", "women in public life"),
    6: ("water",),
    7: ("energy",),
    8: ("employment", "slavery"),
    9: ("industry",),
    10: ("discrimination", "racism", "migrants", "disabilities", "minorities"),
    11: ("housing", "urban"),
    12: ("consumption",),
    13: ("climate",),
    14: ("sea",),
    15: ("environment",),
    16: ("courts", "rule of law", "torture", "corruption", "detention", "nhri", "exploitation of children", "expression", "identity"),
    17: ("partnerships",),
}


def words_for(subjects: tuple[str, ...]) -> str:
    """The words of these subjects, one a line, each once, as `Term.signal_words` holds them."""
    words = (word.strip() for subject in subjects for word in SUBJECTS[subject].split(";"))
    return "\n".join(dict.fromkeys(words))
