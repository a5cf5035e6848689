package main

import "porchlight/flows"

// riversideTales are about blocks, parks and stops.
func riversideTales() tales {
	en, es := flows.English, flows.Spanish
	return tales{
		third: flows.Something,
		news:  "Crews are fixing the street lights between Mill Street and the library this Thursday. If a block stays dark, tell us here.",
		notes: "The custodian has the key to the side door. Residents speak first; officers listen.",
		all: []tale{
			{name: "waiting", category: flows.Street, area: 0, lang: en, words: "The street light over the mailboxes has been out since last week."},
			{name: "waiting too", category: flows.Traffic, area: 1, lang: es, words: "Los camiones estacionan en el cruce frente a la clínica y no se puede pasar con un cochecito. Mi número es el 555-0147."},
			{name: "released", category: flows.Something, area: 0, lang: en, words: "The family in the corner house, you know which one, sets off fireworks after midnight.",
				released: "Fireworks go off on our block after midnight."},
			{name: "seen", category: flows.Traffic, area: 0, lang: en, words: "Dirt bikes cut through the park while kids are playing."},
			{name: "answered", category: flows.Street, area: 0, lang: es, words: "El callejón detrás de la escuela está oscuro y los niños salen tarde de la práctica.",
				says: "Thank you. We asked the city to fix both lights, and a patrol now walks the alley in the evening."},
			{name: "translated", category: flows.Something, area: 1, lang: es, words: "En la lavandería hay discusiones casi todos los viernes y nadie sabe a quién avisar.",
				says: "We talked with the owner. From Friday somebody is at the desk until closing, and our officer stops by.",
				into: "Hablamos con el dueño. Desde el viernes hay alguien en el mostrador hasta el cierre, y nuestra oficial pasa por allí."},
			{name: "asked", category: flows.Street, area: 1, lang: en, words: "The fence around the empty lot is down and people dump tires there."},
			{name: "replied", category: flows.Something, area: 0, lang: es, words: "Hay mucho ruido en el estacionamiento de la iglesia por la noche.",
				says: "Which nights is it usually?", reply: "Casi siempre los sábados, cuando cierra el restaurante."},
			{name: "handed", category: flows.Street, area: 0, lang: en, words: "The sidewalk by the clinic has caved in and wheelchairs have to use the road."},
			{name: "partner", category: flows.Street, area: 1, lang: es, words: "No recogen la basura de nuestra cuadra desde hace dos semanas.",
				says: "The route has changed: pickup is now every Tuesday."},
			{name: "done", category: flows.Street, area: 0, lang: en, words: "The light across from the day care flickers and goes out."},
			{name: "partly", category: flows.Traffic, area: 0, lang: en, words: "Drivers do not stop at the crosswalk by the high school.",
				says: "An officer is there every school morning. The city will not add a signal before spring."},
			{name: "not done", category: flows.Something, area: 2, lang: en, words: "My neighbor's dog barks all day while they are at work."},
			{name: "reopened", category: flows.Street, area: 0, lang: en, words: "The stop sign by the bridge is lying in the grass."},
			{name: "late", category: flows.Something, area: 0, lang: en, words: "An abandoned van has been on our street for over a month."},
			{name: "declined", category: flows.Something, area: 1, lang: en, words: "It is him again from number four, you all know who."},
			{name: "hate", category: flows.Hate, area: 0, lang: es, words: "Pintaron insultos contra los inmigrantes en la pared de la tienda."},
			{name: "contact", category: flows.Police, area: 1, lang: es, words: "El agente no me explicó por qué me paró ni me dio su nombre."},
			{name: "contact answered", category: flows.Police, area: 0, lang: es, words: "Esta semana me dijeron dos veces que circulara y nadie me explicó por qué.",
				says: "I have asked the captain in writing which rule was applied. They have until the end of the month to answer.",
				into: "Pregunté por escrito al capitán qué norma se aplicó. Tienen hasta fin de mes para responder."},
			{name: "young", category: flows.Street, area: 0, lang: en, words: "It is really dark walking home from practice, the lights on our street are out."},
			{name: "young seen", category: flows.Traffic, area: 1, lang: es, words: "En el autobús escolar faltan asientos y caminamos por la orilla de la calle."},
		},
	}
}
